using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>What every object's metadata must be: a name of its type's form, labels, annotations, owners and finalizers of theirs, and a uid that stays.</summary>
internal sealed class MetadataValidation : IValidation
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";
    private static readonly string[] StandardFinalizers = ["kubernetes", Orphan, Foreground];

    // Their finalizers may have any qualified name.
    private static readonly HashSet<string> FreeFinalizers = ["apiextensions.k8s.io", "admissionregistration.k8s.io", "apiregistration.k8s.io"];

    private static readonly Dictionary<ResourceKey, Func<string, IReadOnlyList<string>>> Names = new()
    {
        [new("", "services")] = NameFormat.ServiceName,
        [new("", "namespaces")] = NameFormat.Label,
        [new("rbac.authorization.k8s.io", "roles")] = NameFormat.PathSegment,
        [new("rbac.authorization.k8s.io", "rolebindings")] = NameFormat.PathSegment,
        [new("rbac.authorization.k8s.io", "clusterroles")] = NameFormat.PathSegment,
        [new("rbac.authorization.k8s.io", "clusterrolebindings")] = NameFormat.PathSegment,
        [new("apiregistration.k8s.io", "apiservices")] = NameFormat.PathSegment,
        [new("certificates.k8s.io", "certificatesigningrequests")] = _ => [],
    };

    public IEnumerable<FieldError> Validate(WriteContext context)
    {
        var metadata = context.New["metadata"];
        return
        [
            .. context.Operation == Operation.Create ? Name(metadata, Names.GetValueOrDefault(context.Resource.Key, NameFormat.Subdomain)) : [],
            .. context.Old is { } old ? Update(metadata, old["metadata"]) : [],
            .. Check.Labels(metadata.At("labels"), "metadata.labels"),
            .. Check.Annotations(metadata.At("annotations"), "metadata.annotations"),
            .. metadata.Each("ownerReferences").SelectMany(Owner),
            .. Controllers(metadata),
            .. context.Operation == Operation.Create ? Finalizers(metadata.At("finalizers"), "metadata.finalizers") : [],
            .. context.Operation == Operation.Create && context.Resource.Custom is null && !FreeFinalizers.Contains(context.Resource.Group)
                ? Check.Each(metadata.At("finalizers"), "metadata.finalizers", StandardFinalizer) : [],
        ];
    }

    /// <summary>A finalizer that the server knows itself, or one with a domain.</summary>
    public static IEnumerable<FieldError> StandardFinalizer(JsonNode? finalizer, string field) =>
        finalizer.Text() is { } name && !name.Contains('/', StringComparison.Ordinal) && !StandardFinalizers.Contains(name)
            ? [FieldError.Invalid(field, name, "name is neither a standard finalizer name nor is it fully qualified")]
            : [];

    private static IEnumerable<FieldError> Name(JsonNode? metadata, Func<string, IReadOnlyList<string>> form)
    {
        var prefix = metadata.Text("generateName") ?? "";

        // What is appended to a prefix makes its last hyphen one inside the name.
        var shown = prefix.EndsWith('-') && prefix.Length > 1 ? prefix[..^2] + "a" : prefix;
        return
        [
            .. prefix.Length == 0 ? [] : form(shown).Select(wrong => FieldError.Invalid("metadata.generateName", prefix, wrong)),
            .. Check.Present(metadata.Text("name"), "metadata.name", "name or generateName is required"),
            .. Check.Form(metadata.Text("name"), "metadata.name", form),
        ];
    }

    private static IEnumerable<FieldError> Update(JsonNode? metadata, JsonNode? before)
    {
        var added = metadata.Each("finalizers").Select(finalizer => finalizer.Text() ?? "").Except(before.Each("finalizers").Select(finalizer => finalizer.Text() ?? ""))
            .Order(StringComparer.Ordinal).Select(finalizer => (JsonNode?)finalizer).ToArray();
        return
        [
            .. before.At("deletionTimestamp") is not null && added.Length > 0
                ? (FieldError[])[FieldError.Forbidden("metadata.finalizers",
                    $"no new finalizers can be added if the object is being deleted, found new finalizers {GoValue.Texts(new JsonArray(added))}")] : [],
            .. Check.Immutable(metadata.At("uid"), before.At("uid"), "metadata.uid", GoValue.Text(metadata.Text("uid"))),
        ];
    }

    private static IEnumerable<FieldError> Owner(JsonNode? owner)
    {
        const string Field = "metadata.ownerReferences";
        var version = owner.Text("apiVersion") ?? "";
        var isVersion = version.Length > 0 && version.Count(character => character == '/') < 2;
        return
        [
            .. isVersion ? (FieldError[])[] : [FieldError.Invalid($"{Field}.apiVersion", version, "version must not be empty")],
            .. ((string[])["kind", "name", "uid"]).Where(name => owner.Text(name) is null or "").Select(name => FieldError.Invalid($"{Field}.{name}", "", $"{name} must not be empty")),
            .. version == "v1" && owner.Text("kind") == "Event"
                ? (FieldError[])[GoValue.Invalid(Field, $"v1.OwnerReference{{APIVersion:\"v1\", Kind:\"Event\", Name:{GoValue.Text(owner.Text("name"))}, UID:{GoValue.Text(owner.Text("uid"))}, "
                    + "Controller:(*bool)(nil), BlockOwnerDeletion:(*bool)(nil)}", "/v1, Kind=Event is disallowed from being an owner")] : [],
        ];
    }

    private static IEnumerable<FieldError> Controllers(JsonNode? metadata)
    {
        var names = metadata.Each("ownerReferences").Where(owner => owner.IsTrue("controller")).Select(owner => owner.Text("name")).ToList();
        return names.Skip(1).Select(name => GoValue.Invalid("metadata.ownerReferences", "[]v1.OwnerReference{...}",
            $"Only one reference can have Controller set to true. Found \"true\" in references for {names[0]} and {name}")).Take(1);
    }

    private static IEnumerable<FieldError> Finalizers(JsonNode? finalizers, string field)
    {
        var names = finalizers.Each().Select(finalizer => finalizer.Text() ?? "").ToList();
        return
        [
            .. names.SelectMany(name => NameFormat.QualifiedName(name).Select(wrong => FieldError.Invalid(field, name, wrong))),
            .. names.Contains(Foreground) && names.Contains(Orphan)
                ? (FieldError[])[GoValue.Invalid(field, GoValue.Texts(finalizers), $"finalizer {Orphan} and {Foreground} cannot be both set")] : [],
        ];
    }
}
