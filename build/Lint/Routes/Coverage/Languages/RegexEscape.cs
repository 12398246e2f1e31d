using System.Globalization;

namespace MeshBuild.Lint.Routes.Coverage.Languages;

/// <summary>What a backslash means in an RE2 expression, and which characters are the same when case does not count.</summary>
internal static class RegexEscape
{
    private static readonly CharSet Digits = CharSet.Of('0', '9');
    private static readonly CharSet Words = Digits.Union(CharSet.Of('A', 'Z')).Union(CharSet.Of('a', 'z')).Union(CharSet.Of('_'));
    private static readonly CharSet Blanks = CharSet.Of('\t').Union(CharSet.Of('\f')).Union(CharSet.Of(' '));

    /// <summary>The characters of the escape at the position, which moves behind it; none when the escape is not known.</summary>
    public static CharSet? Parse(string pattern, ref int position, bool ignoreCase)
    {
        if (++position >= pattern.Length)
        {
            return null;
        }

        var letter = pattern[position++];
        return letter switch
        {
            'd' => Digits,
            'D' => Digits.Complement(),
            's' => Blanks,
            'S' => Blanks.Complement(),
            // What a Kelvin sign or a long s is to these when case does not count is left open.
            'w' => ignoreCase ? null : Words,
            'W' => ignoreCase ? null : Words.Complement(),
            't' => CharSet.Of('\t'),
            'f' => CharSet.Of('\f'),
            'v' => CharSet.Of('\v'),
            'a' => CharSet.Of('\a'),
            'n' or 'r' => CharSet.None,
            'x' => Hex(pattern, ref position) is { } code ? Plain(code, ignoreCase) : null,
            _ when char.IsAscii(letter) && !char.IsAsciiLetterOrDigit(letter) => CharSet.Of(letter),
            _ => null,
        };
    }

    /// <summary>A character that stands for itself; none when its language is not decided here.</summary>
    public static CharSet? Plain(char value, bool ignoreCase) =>
        value >= CharSet.Rest || (ignoreCase && !char.IsAscii(value)) ? null : CharSet.Of(value);

    /// <summary>The set with the other case of its ASCII letters, when case does not count.</summary>
    public static CharSet Fold(CharSet set, bool ignoreCase)
    {
        if (!ignoreCase)
        {
            return set;
        }

        var folded = set;
        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            var upper = char.ToUpperInvariant(letter);
            if (set.Contains(letter) || set.Contains(upper))
            {
                folded = folded.Union(CharSet.Of(letter)).Union(CharSet.Of(upper)).Union(letter switch
                {
                    // Unicode's other forms of these two letters: the Kelvin sign and the long s.
                    'k' => CharSet.Of('\u212A'),
                    's' => CharSet.Of('\u017F'),
                    _ => CharSet.None,
                });
            }
        }

        return folded;
    }

    private static char? Hex(string pattern, ref int position)
    {
        var end = position + 2;
        var start = position;
        if (start < pattern.Length && pattern[start] == '{')
        {
            start++;
            end = pattern.IndexOf('}', start);
        }

        if (end <= start || end > pattern.Length
            || !int.TryParse(pattern.AsSpan(start, end - start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || code is < 0 or > char.MaxValue)
        {
            return null;
        }

        position = pattern.AsSpan(end).StartsWith("}") && start > position ? end + 1 : end;
        return (char)code;
    }
}
