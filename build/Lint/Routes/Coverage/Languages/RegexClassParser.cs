namespace MeshBuild.Lint.Routes.Coverage.Languages;

/// <summary>Reads a class of an RE2 expression, as <c>[a-z0-9_.-]</c> or <c>[^/]</c>.</summary>
internal ref struct RegexClassParser(string pattern, int start, bool ignoreCase)
{
    private int _position = start + 1;

    /// <summary>The class's characters; none when it is not decided here.</summary>
    public CharSet? Parse(out int end)
    {
        var negated = Take('^');
        var set = CharSet.None;
        var first = true;
        while (_position < pattern.Length && (first || pattern[_position] != ']'))
        {
            first = false;
            if (Item() is not { } item)
            {
                end = _position;
                return null;
            }

            set = set.Union(item);
        }

        var closed = Take(']');
        end = _position;
        return closed ? negated ? set.Complement() : set : null;
    }

    private CharSet? Item()
    {
        if (At("[:"))
        {
            return Posix();
        }

        if (Part() is not { } from)
        {
            return null;
        }

        if (!At("-") || At("-]") || _position + 1 == pattern.Length)
        {
            return RegexEscape.Fold(from, ignoreCase);
        }

        _position++;
        return Part() is { } to && Single(from) is { } first && Single(to) is { } last && first <= last
            ? RegexEscape.Fold(CharSet.Of(first, last), ignoreCase)
            : null;
    }

    /// <summary>One character, as it is written, or an escape.</summary>
    private CharSet? Part() =>
        pattern[_position] == '\\' ? RegexEscape.Parse(pattern, ref _position, ignoreCase) : RegexEscape.Plain(pattern[_position++], ignoreCase);

    /// <summary>The character that a range begins or ends with.</summary>
    private static char? Single(CharSet set) => set is { Ranges: [var only] } && only.First == only.Last ? only.First : null;

    private CharSet? Posix()
    {
        var end = pattern.IndexOf(":]", _position, StringComparison.Ordinal);
        var name = end < 0 || ignoreCase ? "" : pattern[(_position + 2)..end];
        _position = end + 2;
        return name switch
        {
            "alpha" => Letters(),
            "digit" => Digits(),
            "alnum" => Letters().Union(Digits()),
            "word" => Letters().Union(Digits()).Union(CharSet.Of('_')),
            "lower" => CharSet.Of('a', 'z'),
            "upper" => CharSet.Of('A', 'Z'),
            "xdigit" => Digits().Union(CharSet.Of('a', 'f')).Union(CharSet.Of('A', 'F')),
            _ => null,
        };
    }

    private static CharSet Letters() => CharSet.Of('a', 'z').Union(CharSet.Of('A', 'Z'));

    private static CharSet Digits() => CharSet.Of('0', '9');

    private readonly bool At(string expected) => string.CompareOrdinal(pattern, _position, expected, 0, expected.Length) == 0;

    private bool Take(char expected)
    {
        if (_position < pattern.Length && pattern[_position] == expected)
        {
            _position++;
            return true;
        }

        return false;
    }
}
