using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>Where a container mounts which volumes.</summary>
internal static class MountRules
{
    private static readonly string[] Propagations = ["Bidirectional", "HostToContainer", "None"];

    public static IEnumerable<FieldError> Validate(JsonNode? container, string field, IReadOnlySet<string> volumes)
    {
        var paths = new HashSet<string>();
        return Check.Each(container.At("volumeMounts"), field, (mount, place) =>
        {
            var (name, path, subPath, expression) = (mount.Text("name") ?? "", mount.Text("mountPath") ?? "", mount.Text("subPath") ?? "", mount.Text("subPathExpr") ?? "");
            return
            [
                .. Check.Present(name, $"{place}.name"),
                .. volumes.Contains(name) ? [] : (FieldError[])[FieldError.NotFound($"{place}.name", name)],
                .. Check.Present(path, $"{place}.mountPath"),
                .. paths.Add(path) ? [] : (FieldError[])[FieldError.Invalid($"{place}.mountPath", path, "must be unique")],
                .. Below(subPath, $"{field}.subPath"),
                .. expression.Length > 0 && subPath.Length > 0
                    ? (FieldError[])[FieldError.Invalid($"{place}.subPathExpr", expression, "subPathExpr and subPath are mutually exclusive")] : [],
                .. Below(expression, $"{field}.subPathExpr"),
                .. Check.OneOf(mount.Text("mountPropagation"), $"{field}.mountPropagation", Propagations),
                .. mount.Text("mountPropagation") == "Bidirectional" && !container.IsTrue("securityContext", "privileged")
                    ? (FieldError[])[FieldError.Forbidden($"{field}.mountPropagation", "Bidirectional mount propagation is available only to privileged containers")] : [],
            ];
        });
    }

    /// <summary>A path below some folder.</summary>
    public static IEnumerable<FieldError> Below(string path, string field) =>
    [
        .. path.StartsWith('/') ? (FieldError[])[FieldError.Invalid(field, path, "must be a relative path")] : [],
        .. NotUpwards(path, field),
    ];

    /// <summary>A path without steps upwards.</summary>
    public static IEnumerable<FieldError> NotUpwards(string path, string field) =>
        path.Split('/').Contains("..") ? [FieldError.Invalid(field, path, "must not contain '..'")] : [];
}
