using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>Where a pod may run: tolerations, affinity, spread.</summary>
internal static class SchedulingRules
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    private const int HighestWeight = 100;
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static IEnumerable<FieldError> Tolerations(JsonNode? tolerations, string field) => Check.Each(tolerations, field, (toleration, place) =>
    {
        var (key, @operator, value) = (toleration.Text("key") ?? "", toleration.Text("operator") ?? "", toleration.Text("value") ?? "");
        return
        [
            .. Check.Form(key, $"{place}.key", NameFormat.QualifiedName),
            .. key.Length == 0 && @operator != "Exists"
                ? (FieldError[])[FieldError.Invalid($"{place}.operator", @operator, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"")] : [],
            .. toleration.At("tolerationSeconds") is not null && toleration.Text("effect") != "NoExecute"
                ? (FieldError[])[FieldError.Invalid($"{place}.effect", toleration.Text("effect") ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set")] : [],
            .. @operator switch
            {
                "Equal" or "" => NameFormat.LabelValue(value).Select(wrong => FieldError.Invalid($"{place}.operator", value, wrong)),
                "Exists" when value.Length > 0 => [GoValue.Invalid($"{place}.operator", Shown(toleration), "value must be empty when `operator` is 'Exists'")],
                "Exists" => [],
                _ => [FieldError.NotSupported($"{place}.operator", @operator, ["Equal", "Exists"])],
            },
            .. toleration.Text("effect") is { Length: > 0 } effect ? Check.OneOf(effect, $"{place}.effect", Effects) : [],
        ];
    });

    public static IEnumerable<FieldError> Affinity(JsonNode? affinity, string field) =>
    [
        .. NodeAffinity(affinity.At("nodeAffinity"), $"{field}.nodeAffinity"),
        .. PodAffinity(affinity.At("podAffinity"), $"{field}.podAffinity"),
        .. PodAffinity(affinity.At("podAntiAffinity"), $"{field}.podAntiAffinity"),
    ];

    public static IEnumerable<FieldError> Spread(JsonNode? constraints, string field)
    {
        var all = constraints.Each().Select(Pair).ToList();
        var index = 0;
        return Check.Each(constraints, field, (constraint, place) =>
        {
            var (key, action) = all[index++];
            return
            [
                .. constraint.Integer("maxSkew") is { } skew and > 0 ? [] : (FieldError[])[FieldError.Invalid($"{place}.maxSkew", constraint.Integer("maxSkew") ?? 0, "must be greater than zero")],
                .. Check.Present(key, $"{place}.topologyKey", "can not be empty"),
                .. Check.OneOf(action, $"{place}.whenUnsatisfiable", "DoNotSchedule", "ScheduleAnyway"),
                .. all.Skip(index).Contains((key, action)) ? (FieldError[])[FieldError.Duplicate($"{place}.{{topologyKey, whenUnsatisfiable}}", $"{{{key}, {action}}}")] : [],
            ];
        });

        static (string Key, string Action) Pair(JsonNode? constraint) => (constraint.Text("topologyKey") ?? "", constraint.Text("whenUnsatisfiable") ?? "");
    }

    private static IEnumerable<FieldError> NodeAffinity(JsonNode? affinity, string field) =>
    [
        .. affinity.At(Required) is { } required && !required.Each("nodeSelectorTerms").Any()
            ? (FieldError[])[FieldError.Required($"{field}.{Required}.nodeSelectorTerms", "must have at least one node selector term")] : [],
        .. Check.Each(affinity.At(Required, "nodeSelectorTerms"), $"{field}.{Required}.nodeSelectorTerms", Term),
        .. Check.Each(affinity.At(Preferred), $"{field}.{Preferred}", (term, place) =>
            [.. Weight(term, place), .. Term(term.At("preference"), $"{place}.preference")]),
    ];

    private static IEnumerable<FieldError> Term(JsonNode? term, string field) =>
    [
        .. Check.Each(term.At("matchExpressions"), $"{field}.matchExpressions", Expression),
        .. Check.Each(term.At("matchFields"), $"{field}.matchFields", Field),
    ];

    private static IEnumerable<FieldError> Expression(JsonNode? expression, string field)
    {
        var values = expression.Each("values").Count();
        return
        [
            .. (expression.Text("operator") ?? "") switch
            {
                "In" or "NotIn" => values > 0 ? [] : (FieldError[])[FieldError.Required($"{field}.values", "must be specified when `operator` is 'In' or 'NotIn'")],
                "Exists" or "DoesNotExist" => values == 0 ? [] : (FieldError[])[FieldError.Forbidden($"{field}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")],
                "Gt" or "Lt" => values == 1 ? [] : (FieldError[])[FieldError.Required($"{field}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'")],
                var other => [FieldError.Invalid($"{field}.operator", other, "not a valid selector operator")],
            },
            .. NameFormat.QualifiedName(expression.Text("key") ?? "").Select(wrong => FieldError.Invalid($"{field}.key", expression.Text("key") ?? "", wrong)),
        ];
    }

    private static IEnumerable<FieldError> Field(JsonNode? expression, string field) =>
    [
        .. expression.Text("operator") is not ("In" or "NotIn") ? [FieldError.Invalid($"{field}.operator", expression.Text("operator") ?? "", "not a valid selector operator")]
            : expression.Each("values").Count() == 1 ? [] : (FieldError[])[FieldError.Required($"{field}.values", "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")],
        .. expression.Text("key") != "metadata.name" ? (FieldError[])[FieldError.Invalid($"{field}.key", expression.Text("key") ?? "", "not a valid field selector key")] : [],
    ];

    private static IEnumerable<FieldError> PodAffinity(JsonNode? affinity, string field) =>
    [
        .. Check.Each(affinity.At(Required), $"{field}.{Required}", PodTerm),
        .. Check.Each(affinity.At(Preferred), $"{field}.{Preferred}", (term, place) =>
            [.. Weight(term, place), .. PodTerm(term.At("podAffinityTerm"), $"{place}.podAffinityTerm")]),
    ];

    private static IEnumerable<FieldError> PodTerm(JsonNode? term, string field)
    {
        var key = term.Text("topologyKey") ?? "";
        return
        [
            .. SelectorRules.Validate(term.At("labelSelector"), $"{field}.matchExpressions"),
            .. term.Each("namespaces").SelectMany(name => Check.Form(name.Text(), $"{field}.namespace", NameFormat.Label)),
            .. Check.Present(key, $"{field}.topologyKey", "can not be empty"),
            .. NameFormat.QualifiedName(key).Select(wrong => FieldError.Invalid($"{field}.topologyKey", key, wrong)),
        ];
    }

    private static IEnumerable<FieldError> Weight(JsonNode? term, string field) =>
        term.Integer("weight") is >= 1 and <= HighestWeight ? [] : [FieldError.Invalid($"{field}.weight", term.Integer("weight") ?? 0, $"must be in the range 1-{HighestWeight}")];

    private static string Shown(JsonNode? toleration) =>
        $"core.Toleration{{Key:{GoValue.Text(toleration.Text("key"))}, Operator:{GoValue.Text(toleration.Text("operator"))}, Value:{GoValue.Text(toleration.Text("value"))}, "
            + $"Effect:{GoValue.Text(toleration.Text("effect"))}, TolerationSeconds:(*int64)(nil)}}";
}
