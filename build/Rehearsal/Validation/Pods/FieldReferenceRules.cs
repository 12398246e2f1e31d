using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>References to a field of the pod, or to a resource of one of its containers.</summary>
internal static partial class FieldReferenceRules
{
    private static readonly HashSet<string> Known =
    [
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid", "spec.host", "spec.nodeName", "spec.restartPolicy",
        "spec.schedulerName", "spec.serviceAccountName", "status.hostIP", "status.phase", "status.podIP", "status.podIPs",
    ];

    private static readonly string[] Resources =
        ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];

    private static readonly string[] ByteDivisors = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

    private static readonly Dictionary<string, (string Name, string[] Valid, string Shown)> Divisors = new()
    {
        ["cpu"] = ("cpu", ["1m", "1"], "1m and 1"),
        ["memory"] = ("memory", ByteDivisors, string.Join(", ", ByteDivisors)),
        ["ephemeral-storage"] = ("local ephemeral storage", ByteDivisors, string.Join(", ", ByteDivisors)),
    };

    /// <summary>A pod's field.</summary>
    /// <param name="reference">apiVersion and fieldPath.</param>
    /// <param name="field">Where it is.</param>
    /// <param name="valid">The fields that may be had there.</param>
    public static IEnumerable<FieldError> PodField(JsonNode reference, string field, IReadOnlyList<string> valid)
    {
        var path = reference.Text("fieldPath") ?? "";
        var subscript = Subscript().Match(path);
        var (place, isMap) = ($"{field}.fieldPath", subscript.Success && subscript.Groups["map"].Value is "metadata.labels" or "metadata.annotations");
        if (path.Length == 0)
        {
            return [FieldError.Required(place)];
        }

        var unknown = reference.Text("apiVersion") is { } version and not "v1" ? $"unsupported pod version: {version}"
            : subscript.Success && !isMap ? $"field label does not support subscript: {path}"
            : !subscript.Success && !Known.Contains(path) ? $"field label not supported: {path}"
            : null;
        var key = subscript.Groups["key"].Value;
        return unknown is not null ? [FieldError.Invalid(place, path, $"error converting fieldPath: {unknown}")]
            : isMap ? NameFormat.QualifiedName(subscript.Groups["map"].Value == "metadata.annotations" ? key.ToLowerInvariant() : key).Select(wrong => FieldError.Invalid(field, key, wrong))
            : Check.OneOf(path, place, valid);
    }

    /// <summary>A container's resource; a volume must say which container's.</summary>
    public static IEnumerable<FieldError> Resource(JsonNode reference, string field, bool isContainerNamed)
    {
        var resource = reference.Text("resource") ?? "";
        return isContainerNamed && reference.Text("containerName") is null or "" ? [FieldError.Required($"{field}.containerName")]
            : resource.Length == 0 ? [FieldError.Required($"{field}.resource")]
            : !Resources.Contains(resource) ? [FieldError.NotSupported($"{field}.resource", resource, Resources)]
            : Divisor(resource, reference.At("divisor"), $"{field}.divisor");
    }

    private static IEnumerable<FieldError> Divisor(string resource, JsonNode? divisor, string field)
    {
        var (name, valid, shown) = Divisors[resource[(resource.IndexOf('.', StringComparison.Ordinal) + 1)..]];
        return Quantity.Read(divisor) is { Value: not 0 } quantity && !valid.Contains(quantity.ToString())
            ? [FieldError.Invalid(field, resource, $"only divisor's values {shown} are supported with the {name} resource")]
            : [];
    }

    [GeneratedRegex(@"\A(?<map>.*)\['(?<key>.*)'\]\z")]
    private static partial Regex Subscript();
}
