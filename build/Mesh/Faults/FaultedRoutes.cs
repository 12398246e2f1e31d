using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Faults;

/// <summary>
/// Puts faults into the HTTP rules of a VirtualService (<c>spec.http</c>) and takes them out. A fault for all requests is added to
/// each rule that routes to the service; one for a header gets a copy of each such rule before it, for requests with the header.
/// All else stays as it is, to the order of the fields.
/// </summary>
public static class FaultedRoutes
{
    // By it a copy is known.
    private const string CopyName = "meshbuild-fault-";

    /// <summary>The rules with the faults in them, one after the other.</summary>
    /// <param name="http">The rules without; they are not changed.</param>
    /// <param name="faults">The faults.</param>
    /// <param name="namespace">The VirtualService's namespace, which short hosts are in.</param>
    public static JsonArray With(JsonArray http, IEnumerable<Fault> faults, string @namespace) =>
        faults.Aggregate((JsonArray)http.DeepClone(), (rules, fault) => With(rules, fault, @namespace));

    /// <summary>The rules without the faults, where somebody changed them after the faults were put in.</summary>
    /// <param name="http">The rules; they are not changed.</param>
    /// <param name="faults">The faults that may be in there.</param>
    public static JsonArray Without(JsonArray http, IReadOnlyList<Fault> faults)
    {
        var rules = http.OfType<JsonObject>().Where(rule => (string?)rule["name"] is not { } name || !name.StartsWith(CopyName, StringComparison.Ordinal))
            .Select(rule => (JsonObject)rule.DeepClone()).ToList();
        foreach (var rule in rules)
        {
            foreach (var fault in faults.Where(fault => fault.Match is null))
            {
                Withdraw(rule, fault);
            }
        }

        return [.. rules];
    }

    /// <summary>The rules that a fault of a service concerns.</summary>
    /// <param name="http">The rules.</param>
    /// <param name="service">The Service's name.</param>
    /// <param name="serviceNamespace">Its namespace.</param>
    /// <param name="namespace">The VirtualService's namespace.</param>
    public static IEnumerable<JsonObject> RulesTo(JsonArray http, string service, string serviceNamespace, string @namespace) =>
        http.OfType<JsonObject>().Where(rule => Hosts(rule).Any(host => IsHostOf(host, service, serviceNamespace, @namespace)));

    /// <summary>The hosts that a rule routes to.</summary>
    public static IEnumerable<string> Hosts(JsonObject rule) =>
        (rule["route"] as JsonArray ?? []).Select(route => (string?)route?["destination"]?["host"]).OfType<string>();

    /// <summary>Whether a host is a Service's: its full name, or its short one in its own namespace. Istio completes no other.</summary>
    public static bool IsHostOf(string host, string service, string serviceNamespace, string @namespace) =>
        host.Equals($"{service}.{serviceNamespace}.svc.cluster.local", StringComparison.OrdinalIgnoreCase)
        || (@namespace == serviceNamespace && host.Equals(service, StringComparison.OrdinalIgnoreCase));

    private static JsonArray With(JsonArray http, Fault fault, string @namespace)
    {
        var concerned = RulesTo(http, fault.Service, fault.Namespace, @namespace).ToHashSet();
        var rules = new JsonArray();
        foreach (var rule in http)
        {
            var kept = rule?.DeepClone();
            if (kept is JsonObject changed && concerned.Contains((JsonObject)rule!))
            {
                if (fault.Match is null)
                {
                    Add(Fault(changed), fault);
                }
                else if (Narrow(changed, fault.Match) is { } copy)
                {
                    copy["name"] = CopyName + fault.Service;
                    Add(Fault(copy), fault);
                    rules.Add(copy);
                }
            }

            rules.Add(kept);
        }

        return rules;
    }

    private static JsonObject Fault(JsonObject rule)
    {
        if (rule["fault"] is not JsonObject field)
        {
            rule["fault"] = field = [];
        }

        return field;
    }

    private static void Add(JsonObject field, Fault fault)
    {
        if (fault.Delay is { } delay)
        {
            field["delay"] = new JsonObject { ["percentage"] = new JsonObject { ["value"] = fault.Percent }, ["fixedDelay"] = Faults.Fault.Seconds(delay) };
        }

        if (fault.Abort is { } status)
        {
            field["abort"] = new JsonObject { ["percentage"] = new JsonObject { ["value"] = fault.Percent }, ["httpStatus"] = status };
        }
    }

    private static void Withdraw(JsonObject rule, Fault fault)
    {
        if (rule["fault"] is not JsonObject field)
        {
            return;
        }

        var added = new JsonObject();
        Add(added, fault);
        foreach (var (name, ours) in Parsed(added))
        {
            if (JsonNode.DeepEquals(Parsed(field)[name], ours))
            {
                field.Remove(name);
            }
        }

        if (field.Count == 0)
        {
            rule.Remove("fault");
        }
    }

    // Numbers compare as what they are written as, wherever they come from.
    private static JsonObject Parsed(JsonObject value) => (JsonObject)JsonNode.Parse(value.ToJsonString())!;

    // A copy of the rule for requests that have the header; null when none of those can match the rule.
    private static JsonObject? Narrow(JsonObject rule, HeaderMatch header)
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
