using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Routes;

/// <summary>Narrows an HTTP rule to the requests that have a header.</summary>
internal static class HeaderNarrowing
{
    /// <summary>A copy of the rule for requests that have the header; null when none of those can match the rule.</summary>
    public static JsonObject? Narrow(JsonObject rule, HeaderMatch header)
    {
        var copy = (JsonObject)rule.DeepClone();
        if (copy["match"] is not JsonArray { Count: > 0 } matches)
        {
            copy["match"] = new JsonArray(new JsonObject { ["headers"] = new JsonObject { [header.Name] = Exactly(header.Value) } });
            return copy;
        }

        foreach (var match in matches.ToList())
        {
            if (match is not JsonObject narrowed || !Narrows(narrowed, header))
            {
                matches.Remove(match);
            }
        }

        return matches.Count > 0 ? copy : null;
    }

    private static bool Narrows(JsonObject match, HeaderMatch header)
    {
        if (Find(match["withoutHeaders"], header.Name) is { } unwanted && Matches(unwanted.Value, header.Value))
        {
            return false;
        }

        if (match["headers"] is not JsonObject headers)
        {
            match["headers"] = headers = [];
        }

        var wanted = Find(headers, header.Name);
        if (wanted is { } condition && !Matches(condition.Value, header.Value))
        {
            return false;
        }

        headers[wanted?.Key ?? header.Name] = Exactly(header.Value);
        return true;
    }

    private static JsonObject Exactly(string value) => new() { ["exact"] = value };

    private static KeyValuePair<string, JsonNode?>? Find(JsonNode? headers, string name)
    {
        foreach (var header in headers as JsonObject ?? [])
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return header;
            }
        }

        return null;
    }

    // A condition without a value asks for the header alone.
    private static bool Matches(JsonNode? condition, string value) =>
        (string?)condition?["exact"] is { } exact ? exact == value
        : (string?)condition?["prefix"] is { } prefix ? value.StartsWith(prefix, StringComparison.Ordinal)
        : (string?)condition?["regex"] is not { } regex || MatchesRegex(regex, value);

    private static bool MatchesRegex(string regex, string value)
    {
        try
        {
            return Regex.IsMatch(value, $"^(?:{regex})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            // Envoy's own, or none at all: nobody is to meet a fault by a guess.
            return false;
        }
    }
}
