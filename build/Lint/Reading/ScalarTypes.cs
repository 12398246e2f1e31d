using System.Buffers;

namespace MeshBuild.Lint.Reading;

/// <summary>The type of a plain scalar by the rules of YAML 1.1, which kubectl follows: <c>yes</c> and <c>on</c> are booleans.</summary>
internal static class ScalarTypes
{
    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["y", "yes", "on", "true", "n", "no", "off", "false"], StringComparison.OrdinalIgnoreCase);

    public static ScalarType Of(string text)
    {
        if (text is "" or "~" or "null" or "Null" or "NULL")
        {
            return ScalarType.Null;
        }

        var first = text[0];
        return char.IsAsciiDigit(first) || first is '-' or '+' or '.'
            ? OfNumber(text)
            : text.Length <= 5 && Words.Contains(text) && HasOneCase(text) ? ScalarType.Boolean : ScalarType.String;
    }

    // yes, Yes and YES are booleans, yEs is a string.
    private static bool HasOneCase(string text)
    {
        var rest = text.AsSpan(1);
        return rest.IndexOfAnyInRange('A', 'Z') < 0 || (char.IsAsciiLetterUpper(text[0]) && rest.IndexOfAnyInRange('a', 'z') < 0);
    }

    private static ScalarType OfNumber(string text)
    {
        var digits = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        if (digits.Length > 2 && digits[0] == '0' && digits[1] is 'x' or 'o' or 'b')
        {
            return digits[2..].IndexOfAnyExcept("0123456789abcdefABCDEF_") < 0 ? ScalarType.Integer : ScalarType.String;
        }

        if (digits.Length > 0 && digits.IndexOfAnyExcept("0123456789_") < 0 && digits[0] != '_')
        {
            return ScalarType.Integer;
        }

        if (digits is ".inf" or ".Inf" or ".INF" || text is ".nan" or ".NaN" or ".NAN")
        {
            return ScalarType.Number;
        }

        return IsDecimal(digits) ? ScalarType.Number : ScalarType.String;
    }

    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        var exponent = text.IndexOfAny('e', 'E');
        if (exponent >= 0)
        {
            var power = text[(exponent + 1)..];
            power = power.Length > 0 && power[0] is '-' or '+' ? power[1..] : power;
            if (power.Length == 0 || power.IndexOfAnyExceptInRange('0', '9') >= 0)
            {
                return false;
            }

            text = text[..exponent];
        }

        return text.Count('.') <= 1 && text.IndexOfAnyInRange('0', '9') >= 0 && text.IndexOfAnyExcept("0123456789.") < 0;
    }
}
