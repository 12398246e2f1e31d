using System.Text.Json.Nodes;
using MeshBuild.Mesh.Routes;

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

    private static JsonArray With(JsonArray http, Fault fault, string @namespace)
    {
        var concerned = fault.Routed.RulesIn(http, @namespace).ToHashSet();
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
                else if (HeaderNarrowing.Narrow(changed, fault.Match) is { } copy)
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
}
