using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Cluster;

/// <summary>Roles and their bindings.</summary>
internal static class AccessRules
{
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly string[] SubjectKinds = ["ServiceAccount", "User", "Group"];

    public static IEnumerable<FieldError> Role(WriteContext context) => Check.Each(context.New["rules"], "rules", (rule, place) => Rule(rule, place, isNamespaced: true));

    public static IEnumerable<FieldError> ClusterRole(WriteContext context)
    {
        var aggregation = context.New["aggregationRule"];
        return
        [
            .. Check.Each(context.New["rules"], "rules", (rule, place) => Rule(rule, place, isNamespaced: false)),
            .. aggregation is null || aggregation.Each("clusterRoleSelectors").Any() ? [] : (FieldError[])
                [FieldError.Required("aggregationRule.clusterRoleSelectors", "at least one clusterRoleSelector required if aggregationRule is non-nil")],
            .. Check.Each(aggregation.At("clusterRoleSelectors"), "aggregationRule.clusterRoleSelectors", (selector, place) =>
            [
                .. SelectorRules.Validate(selector, place),
                .. SelectorRules.IsUsable(selector) ? [] : (FieldError[])[GoValue.Invalid(place, "\"null\"", "invalid label selector.")],
            ]),
        ];
    }

    public static IEnumerable<FieldError> RoleBinding(WriteContext context) => Binding(context, isNamespaced: true, "Role", "ClusterRole");

    public static IEnumerable<FieldError> ClusterRoleBinding(WriteContext context) => Binding(context, isNamespaced: false, "ClusterRole");

    private static IEnumerable<FieldError> Rule(JsonNode? rule, string field, bool isNamespaced)
    {
        var (urls, hasGroups, hasResources) = (rule.At("nonResourceURLs"), rule.Each("apiGroups").Any(), rule.Each("resources").Any());
        FieldError Url(string detail) => GoValue.Invalid($"{field}.nonResourceURLs", GoValue.Texts(urls), detail);
        return
        [
            .. rule.Each("verbs").Any() ? [] : (FieldError[])[FieldError.Required($"{field}.verbs", "verbs must contain at least one value")],
            .. urls.Each().Any()
                ?
                [
                    .. isNamespaced ? (FieldError[])[Url("namespaced rules cannot apply to non-resource URLs")] : [],
                    .. hasGroups || hasResources || rule.Each("resourceNames").Any() ? (FieldError[])[Url("rules cannot apply to both regular resources and non-resource URLs")] : [],
                ]
                : (IEnumerable<FieldError>)
                [
                    .. hasGroups ? [] : (FieldError[])[FieldError.Required($"{field}.apiGroups", "resource rules must supply at least one api group")],
                    .. hasResources ? [] : (FieldError[])[FieldError.Required($"{field}.resources", "resource rules must supply at least one resource")],
                ],
        ];
    }

    private static IEnumerable<FieldError> Binding(WriteContext context, bool isNamespaced, params string[] kinds)
    {
        var role = context.New["roleRef"];
        return
        [
            .. Check.OneOf(role.Text("apiGroup"), "roleRef.apiGroup", Group),
            .. Check.OneOf(role.Text("kind") ?? "", "roleRef.kind", kinds),
            .. Check.Named(role.Text("name"), "roleRef.name", NameFormat.PathSegment),
            .. Check.Each(context.New["subjects"], "subjects", (subject, place) => Subject(subject, place, isNamespaced)),
            .. context.Old is { } old ? Check.Immutable(role, old["roleRef"], "roleRef",
                $"rbac.RoleRef{{APIGroup:{GoValue.Text(role.Text("apiGroup"))}, Kind:{GoValue.Text(role.Text("kind"))}, Name:{GoValue.Text(role.Text("name"))}}}", "cannot change roleRef") : [],
        ];
    }

    private static IEnumerable<FieldError> Subject(JsonNode? subject, string field, bool isNamespaced)
    {
        var (kind, group) = (subject.Text("kind") ?? "", subject.Text("apiGroup") ?? "");
        return
        [
            .. Check.Present(subject.Text("name"), $"{field}.name"),
            .. kind switch
            {
                "ServiceAccount" =>
                [
                    .. Check.Form(subject.Text("name"), $"{field}.name", NameFormat.Subdomain),
                    .. Check.OneOf(group, $"{field}.apiGroup", ""),
                    .. isNamespaced ? [] : Check.Present(subject.Text("namespace"), $"{field}.namespace"),
                ],
                "User" or "Group" => Check.OneOf(group, $"{field}.apiGroup", Group),
                _ => (IEnumerable<FieldError>)[FieldError.NotSupported($"{field}.kind", kind, SubjectKinds)],
            },
        ];
    }
}
