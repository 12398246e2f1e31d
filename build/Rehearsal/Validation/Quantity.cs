using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>An amount of a resource, to the thousandth, as the server rounds it up: <c>100m</c>, <c>64Mi</c>, <c>1e3</c>.</summary>
internal sealed partial record Quantity(decimal Value, bool IsBinary)
{
    private const int Kibi = 1024;
    private const int Kilo = 1000;
    private static readonly string[] Decimal = ["m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <summary>Reads a text or a number; null for what is neither or too large to count.</summary>
    public static Quantity? Read(JsonNode? value)
    {
        var text = value.Text() ?? (value as JsonValue)?.ToJsonString() ?? "";
        var match = Form().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        try
        {
            var suffix = match.Groups["suffix"].Value;
            var factor = suffix switch
            {
                "n" => 0.000_000_001m,
                "u" => 0.000_001m,
                "m" => 0.001m,
                _ => suffix.EndsWith('i') ? Power(Kibi, Array.IndexOf(Binary, suffix)) : Power(Kilo, Array.IndexOf(Decimal, suffix) - 1),
            };
            return new Quantity(Math.Ceiling(number * factor * Kilo) / Kilo, suffix.EndsWith('i'));
        }
        catch (OverflowException)
        {
            // Beyond what the server itself can hold: it caps there, and nothing compares with it.
            return null;
        }
    }

    /// <summary>The shortest form, as the server shows it.</summary>
    public override string ToString()
    {
        var isWhole = decimal.Truncate(Value) == Value;
        return IsBinary && isWhole && Math.Abs(Value) >= Kibi ? Shortest(Value, Kibi, Binary) : Shortest(Value * Kilo, Kilo, Decimal);
    }

    private static string Shortest(decimal amount, int step, string[] suffixes)
    {
        var index = 0;
        if (amount == 0)
        {
            return "0";
        }

        while (index < suffixes.Length - 1 && amount % step == 0)
        {
            amount /= step;
            index++;
        }

        return amount.ToString("0", CultureInfo.InvariantCulture) + suffixes[index];
    }

    private static decimal Power(int value, int exponent)
    {
        var power = 1m;
        for (; exponent > 0; exponent--)
        {
            power *= value;
        }

        return power;
    }

    [GeneratedRegex(@"\A(?<number>[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)(?<suffix>n|u|m|k|[MGTPE]|[KMGTPE]i)?\z")]
    private static partial Regex Form();
}
