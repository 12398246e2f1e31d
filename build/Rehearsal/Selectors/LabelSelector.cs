using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Selectors;

/// <summary>A label selector: <c>a=b,c!=d,e in (f,g),h,!i</c>, or the matchLabels and matchExpressions of an object.</summary>
public sealed partial class LabelSelector
{
    private readonly IReadOnlyList<Requirement> _requirements;

    private LabelSelector(IReadOnlyList<Requirement> requirements) => _requirements = requirements;

    /// <summary>Matches all.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <exception cref="ApiException">It cannot be read (400).</exception>
    public static LabelSelector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        var requirements = new List<Requirement>();
        var position = 0;
        while (position < text.Length)
        {
            var match = Form().Match(text, position);
            if (!match.Success || match.Length == 0)
            {
                throw Failures.BadRequest($"unable to parse requirement: found '{text[position..]}', expected: a label selector");
            }

            requirements.Add(Read(match));
            position += match.Length;
        }

        return new LabelSelector(requirements);
    }

    /// <summary>The LabelSelector object of a spec; one without content matches all, null matches none.</summary>
    public static LabelSelector? From(JsonNode? selector) => selector is not JsonObject ? null : new(
    [
        .. (selector["matchLabels"] as JsonObject ?? []).Select(label => new Requirement(label.Key, "In", [label.Value?.ToString() ?? ""])),
        .. selector.Each("matchExpressions").Select(expression => new Requirement(expression.Text("key") ?? "", expression.Text("operator") ?? "",
            [.. expression.Each("values").Select(value => value?.ToString() ?? "")])),
    ]);

    public bool Matches(IReadOnlyDictionary<string, string> labels) => _requirements.All(requirement => requirement.Matches(labels));

    private static Requirement Read(Match match)
    {
        string[] Values() => [.. match.Groups["values"].Value.Split(',').Select(value => value.Trim())];

        var key = match.Groups["key"].Value;
        return match.Groups["set"].Value switch
        {
            "in" => new Requirement(key, "In", Values()),
            "notin" => new Requirement(key, "NotIn", Values()),
            _ => match.Groups["sign"].Value switch
            {
                "=" or "==" => new Requirement(key, "In", [match.Groups["value"].Value]),
                "!=" => new Requirement(key, "NotIn", [match.Groups["value"].Value]),
                ">" => new Requirement(key, "Gt", [match.Groups["value"].Value]),
                "<" => new Requirement(key, "Lt", [match.Groups["value"].Value]),
                _ => new Requirement(key, match.Groups["not"].Success ? "DoesNotExist" : "Exists", []),
            },
        };
    }

    [GeneratedRegex(@"\G\s*(?<not>!)?\s*(?<key>[A-Za-z0-9][-A-Za-z0-9_./]*)\s*"
        + @"(?:(?<sign>==|=|!=|>|<)\s*(?<value>[-A-Za-z0-9_.]*)|(?<set>in|notin)\s*\((?<values>[^)]*)\))?\s*(?:,(?!\s*$)|$)")]
    private static partial Regex Form();

    private sealed record Requirement(string Key, string Operator, IReadOnlyList<string> Values)
    {
        public bool Matches(IReadOnlyDictionary<string, string> labels)
        {
            var present = labels.TryGetValue(Key, out var value);
            return Operator switch
            {
                "In" => present && Values.Contains(value),
                "NotIn" => !present || !Values.Contains(value),
                "Exists" => present,
                "DoesNotExist" => !present,
                "Gt" => present && long.TryParse(value, out var number) && long.TryParse(Values[0], out var limit) && number > limit,
                "Lt" => present && long.TryParse(value, out var number) && long.TryParse(Values[0], out var limit) && number < limit,
                _ => false,
            };
        }
    }
}
