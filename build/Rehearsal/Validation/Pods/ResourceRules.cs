using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>What a container requests and is limited to.</summary>
internal static class ResourceRules
{
    private const string HugePages = "hugepages-";
    private static readonly HashSet<string> OfContainers = ["cpu", "memory", "ephemeral-storage"];
    private static readonly HashSet<string> Standard = ["cpu", "memory", "ephemeral-storage", "storage", "pods", "services", "secrets", "configmaps", "replicationcontrollers",
        "resourcequotas", "persistentvolumeclaims", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
        "limits.ephemeral-storage"];

    public static IEnumerable<FieldError> Validate(JsonNode? resources, string field) =>
    [
        .. InOrder(resources.At("limits")).SelectMany(limit => Amount(limit.Key, limit.Value, $"{field}.limits[{limit.Key}]")),
        .. InOrder(resources.At("requests")).SelectMany(request => (IEnumerable<FieldError>)
        [
            .. Amount(request.Key, request.Value, $"{field}.requests[{request.Key}]"),
            .. AgainstLimit(request.Key, request.Value, resources.At("limits", request.Key), field),
        ]),
    ];

    // The server takes them as they come; in order they are at least the same each time.
    private static IEnumerable<KeyValuePair<string, JsonNode?>> InOrder(JsonNode? amounts) =>
        amounts is JsonObject { Count: > 0 } entries ? entries.OrderBy(amount => amount.Key, StringComparer.Ordinal) : [];

    private static IEnumerable<FieldError> Amount(string name, JsonNode? value, string field)
    {
        var amount = Quantity.Read(value);
        return
        [
            .. Name(name, field),
            .. amount?.Value < 0 ? (FieldError[])[FieldError.Invalid(field, amount.ToString(), "must be greater than or equal to 0")] : [],
            .. amount is not null && IsExtended(name) && decimal.Truncate(amount.Value) != amount.Value
                ? (FieldError[])[GoValue.Invalid(field, Shown(amount), "must be an integer")] : [],
        ];
    }

    private static IEnumerable<FieldError> Name(string name, string field)
    {
        var isQualified = name.Contains('/', StringComparison.Ordinal);
        var isPages = name.StartsWith(HugePages, StringComparison.Ordinal);
        string[] wrongs =
        [
            .. NameFormat.QualifiedName(name),
            .. isQualified || isPages || Standard.Contains(name) ? (string[])[] : ["must be a standard resource type or fully qualified"],
            .. isQualified || isPages || OfContainers.Contains(name) ? (string[])[] : ["must be a standard resource for containers"],
            .. isQualified && !IsNative(name) && !IsExtended(name) ? (string[])["doesn't follow extended resource name standard"] : [],
        ];
        return wrongs.Select(wrong => FieldError.Invalid(field, name, wrong));
    }

    private static IEnumerable<FieldError> AgainstLimit(string name, JsonNode? requested, JsonNode? limited, string field)
    {
        // Only what the node shares out may be promised more than once.
        var isShared = IsNative(name) && !name.StartsWith(HugePages, StringComparison.Ordinal);
        if (limited is null)
        {
            return isShared ? [] : [FieldError.Required($"{field}.limits", "Limit must be set for non overcommitable resources")];
        }

        return Quantity.Read(requested) is not { } request || Quantity.Read(limited) is not { } limit || request.Value == limit.Value ? []
            : !isShared ? [FieldError.Invalid($"{field}.requests", request.ToString(), $"must be equal to {name} limit")]
            : request.Value > limit.Value ? [FieldError.Invalid($"{field}.requests", request.ToString(), $"must be less than or equal to {name} limit")]
            : [];
    }

    private static bool IsNative(string name) => !name.Contains('/', StringComparison.Ordinal) || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    private static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal) && NameFormat.QualifiedName($"requests.{name}").Count == 0;

    private static string Shown(Quantity amount)
    {
        var text = amount.Value.ToString("0.###", CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return $"resource.Quantity{{i:resource.int64Amount{{value:{text.Remove(point, 1).TrimStart('0')}, scale:-{text.Length - point - 1}}}, "
            + "d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:\"\", Format:\"DecimalSI\"}";
    }
}
