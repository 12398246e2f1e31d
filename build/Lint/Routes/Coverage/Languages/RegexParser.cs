using System.Globalization;

namespace MeshBuild.Lint.Routes.Coverage.Languages;

/// <summary>
/// Reads an RE2 expression that has to match the whole string, as Envoy uses it. What it does not know for certain it refuses:
/// word boundaries, Unicode classes, flags other than <c>(?i)</c> and <c>(?s)</c> at the start, anchors anywhere but at the
/// ends, characters from U+D800 on, and whatever would be too large.
/// </summary>
/// <remarks>Syntax: https://github.com/google/re2/wiki/Syntax.</remarks>
internal sealed class RegexParser
{
    private const int MaxLength = 1000;
    private const int MaxDepth = 50;
    private const int MaxSize = 400;

    private readonly LanguageFactory _factory;
    private readonly string _pattern;
    private readonly bool _ignoreCase;
    private int _position;
    private int _depth;
    private int _size;

    private RegexParser(string pattern, LanguageFactory factory)
    {
        _factory = factory;
        _pattern = pattern;
        foreach (var flags in new[] { "(?i)", "(?s)", "(?is)", "(?si)" })
        {
            if (pattern.StartsWith(flags, StringComparison.Ordinal))
            {
                _position = flags.Length;
                _ignoreCase = flags.Contains('i');
            }
        }
    }

    /// <summary>The language of the expression; none when it is not decided here.</summary>
    public static Language? Parse(string pattern, LanguageFactory factory)
    {
        if (pattern.Length is 0 or > MaxLength)
        {
            return null;
        }

        var parser = new RegexParser(pattern, factory);
        return parser.Alternatives() is { } language && parser._position == pattern.Length ? language : null;
    }

    private bool AtEnd => _position == _pattern.Length;

    private Language? Alternatives()
    {
        List<Language> branches = [];
        do
        {
            if (Branch() is not { } branch)
            {
                return null;
            }

            branches.Add(branch);
        }
        while (Take('|'));

        return _factory.Union([.. branches]);
    }

    private Language? Branch()
    {
        if (_depth == 0 && !Take('^'))
        {
            Take("\\A");
        }

        List<Language> items = [];
        while (!AtEnd && _pattern[_position] is not ('|' or ')') && !TakeEnd())
        {
            if (Quantified() is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        items.Reverse();
        return items.Aggregate(_factory.Empty, (tail, head) => _factory.Sequence(head, tail));
    }

    /// <summary>The anchor at the end of the whole expression or of one of its outermost alternatives.</summary>
    private bool TakeEnd()
    {
        var start = _position;
        if (_depth == 0 && (Take('$') || Take("\\z")) && (AtEnd || _pattern[_position] == '|'))
        {
            return true;
        }

        _position = start;
        return false;
    }

    private Language? Quantified()
    {
        var before = _size;
        if (Single() is not { } item)
        {
            return null;
        }

        if (Bounds() is not { } bounds)
        {
            return item;
        }

        Take('?');
        if (bounds.Most > MaxSize || bounds.Least > (bounds.Most ?? bounds.Least) || Bounds() is not null)
        {
            return null;
        }

        _size = before + ((_size - before) * Math.Max(1, bounds.Most ?? bounds.Least + 1));
        return _size > MaxSize ? null : Times(item, bounds.Least, bounds.Most);
    }

    private Language Times(Language item, int least, int? most)
    {
        var language = most is null ? _factory.Repeat(item) : _factory.Empty;
        for (var count = least; count < most; count++)
        {
            language = _factory.Union(_factory.Empty, _factory.Sequence(item, language));
        }

        for (var count = 0; count < least; count++)
        {
            language = _factory.Sequence(item, language);
        }

        return language;
    }

    private (int Least, int? Most)? Bounds()
    {
        if (AtEnd)
        {
            return null;
        }

        switch (_pattern[_position])
        {
            case '*':
                _position++;
                return (0, null);
            case '+':
                _position++;
                return (1, null);
            case '?':
                _position++;
                return (0, 1);
            case '{':
                return Counts();
            default:
                return null;
        }
    }

    /// <summary><c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; any other brace is a plain character.</summary>
    private (int Least, int? Most)? Counts()
    {
        var end = _pattern.IndexOf('}', _position);
        if (end < 0)
        {
            return null;
        }

        var parts = _pattern[(_position + 1)..end].Split(',');
        if (parts.Length > 2 || Number(parts[0]) is not { } least)
        {
            return null;
        }

        int? most = least;
        if (parts.Length == 2)
        {
            most = Number(parts[1]);
            if (most is null && parts[1].Length > 0)
            {
                return null;
            }
        }

        _position = end + 1;
        return (least, most);
    }

    /// <summary>A number of up to four digits, which is more than RE2 repeats.</summary>
    private static int? Number(string digits) =>
        digits.Length is > 0 and <= 4 && digits.All(char.IsAsciiDigit) ? int.Parse(digits, CultureInfo.InvariantCulture) : null;

    private Language? Single()
    {
        _size++;
        switch (_pattern[_position])
        {
            case '(':
                return Group();
            case '[':
                return Of(new RegexClassParser(_pattern, _position, _ignoreCase).Parse(out _position));
            case '.':
                _position++;
                return _factory.Chars(CharSet.All);
            case '\\':
                return Of(RegexEscape.Parse(_pattern, ref _position, _ignoreCase));
            case '*' or '+' or '?' or '^' or '$':
                return null;
            case var plain:
                _position++;
                return Of(RegexEscape.Plain(plain, _ignoreCase));
        }
    }

    private Language? Of(CharSet? set) => set is null ? null : _factory.Chars(RegexEscape.Fold(set, _ignoreCase));

    private Language? Group()
    {
        _position++;
        if (Take("?P<"))
        {
            _position = _pattern.IndexOf('>', _position) + 1;
        }
        else if (!Take("?:") && !AtEnd && _pattern[_position] == '?')
        {
            return null;
        }

        if (_position == 0 || ++_depth > MaxDepth)
        {
            return null;
        }

        var inner = Alternatives();
        _depth--;
        return Take(')') ? inner : null;
    }

    private bool Take(char expected) => Take(expected.ToString());

    private bool Take(string expected)
    {
        if (string.CompareOrdinal(_pattern, _position, expected, 0, expected.Length) != 0)
        {
            return false;
        }

        _position += expected.Length;
        return true;
    }
}
