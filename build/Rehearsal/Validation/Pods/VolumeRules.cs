using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>A pod's volumes: named once, of one type each.</summary>
internal static class VolumeRules
{
    private const int HighestMode = 0x1FF;
    private static readonly string[] HostPathTypes = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];
    private static readonly string[] PodFields = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    // In the server's order; types without rules of their own are counted all the same.
    private static readonly (string Name, Func<JsonNode, string, IEnumerable<FieldError>> Rule)[] Types =
    [
        ("emptyDir", EmptyDir),
        ("hostPath", HostPath),
        ("gitRepo", (source, field) => Check.Present(source.Text("repository"), $"{field}.repository")),
        ("gcePersistentDisk", Free), ("awsElasticBlockStore", Free),
        ("secret", (source, field) => [.. Check.Present(source.Text("secretName"), $"{field}.secretName"), .. Files(source, field)]),
        ("nfs", Nfs),
        ("iscsi", Free), ("glusterfs", Free), ("flocker", Free),
        ("persistentVolumeClaim", (source, field) => Check.Present(source.Text("claimName"), $"{field}.claimName")),
        ("rbd", Free), ("cephfs", Free), ("quobyte", Free),
        ("downwardAPI", DownwardApi),
        ("fc", Free), ("flexVolume", Free),
        ("configMap", (source, field) => [.. Check.Present(source.Text("name"), $"{field}.name"), .. Files(source, field)]),
        ("azureFile", Free), ("vsphereVolume", Free), ("photonPersistentDisk", Free), ("portworxVolume", Free), ("azureDisk", Free), ("storageos", Free),
        ("projected", Projected),
        ("scaleIO", Free), ("cinder", Free),
        ("csi", (source, field) => [.. Check.Present(source.Text("driver"), $"{field}.driver"), .. Form(source.Text("driver"), $"{field}.driver")]),
        ("ephemeral", Free),
    ];

    private static readonly string[] ProjectedTypes = ["secret", "configMap", "downwardAPI", "serviceAccountToken"];

    /// <summary>The errors of the volumes.</summary>
    /// <param name="volumes">The list.</param>
    /// <param name="field">Where it is.</param>
    /// <param name="names">Gets the names of those that are right: only they can be mounted.</param>
    public static IReadOnlyList<FieldError> Validate(JsonNode? volumes, string field, HashSet<string> names) => [.. Check.Each(volumes, field, (volume, place) =>
    {
        var name = volume.Text("name") ?? "";
        List<FieldError> errors = [.. Source(volume, place), .. Check.Named(name, $"{place}.name", NameFormat.Label)];
        if (name.Length > 0 && NameFormat.Label(name).Count == 0 && names.Contains(name))
        {
            errors.Add(FieldError.Duplicate($"{place}.name", name));
        }
        else if (errors.Count == 0)
        {
            names.Add(name);
        }

        return errors;
    })];

    private static IEnumerable<FieldError> Source(JsonNode? volume, string field)
    {
        var given = Types.Where(type => volume.At(type.Name) is not null).ToList();
        return given.Count == 0 ? [FieldError.Required(field, "must specify a volume type")] :
        [
            .. given[0].Rule(volume.At(given[0].Name)!, $"{field}.{given[0].Name}"),

            // The server's own spelling of one of them.
            .. given.Skip(1).Select(type => FieldError.Forbidden($"{field}.{(type.Name == "downwardAPI" ? "downwarAPI" : type.Name)}", "may not specify more than 1 volume type")),
        ];
    }

    private static IEnumerable<FieldError> Free(JsonNode source, string field) => [];

    private static IEnumerable<FieldError> Form(string? name, string field) =>
        NameFormat.Subdomain(name ?? "").Select(wrong => FieldError.Invalid(field, name ?? "", wrong));

    private static IEnumerable<FieldError> EmptyDir(JsonNode source, string field) =>
        Quantity.Read(source.At("sizeLimit"))?.Value < 0 ? [FieldError.Forbidden($"{field}.sizeLimit", "SizeLimit field must be a valid resource quantity")] : [];

    private static IEnumerable<FieldError> HostPath(JsonNode source, string field) =>
    [
        .. Check.Present(source.Text("path"), $"{field}.path"),
        .. MountRules.NotUpwards(source.Text("path") ?? "", $"{field}.path"),
        .. Check.OneOf(source.Text("type"), $"{field}.type", HostPathTypes),
    ];

    private static IEnumerable<FieldError> Nfs(JsonNode source, string field) =>
    [
        .. Check.Present(source.Text("server"), $"{field}.server"),
        .. Check.Present(source.Text("path"), $"{field}.path"),
        .. source.Text("path")?.StartsWith('/') == true ? [] : (FieldError[])[FieldError.Invalid($"{field}.path", source.Text("path") ?? "", "must be an absolute path")],
    ];

    private static IEnumerable<FieldError> Files(JsonNode source, string field) =>
    [
        .. Mode(source.At("defaultMode"), $"{field}.defaultMode"),
        .. Check.Each(source.At("items"), $"{field}.items", File),
    ];

    private static IEnumerable<FieldError> File(JsonNode? item, string field) =>
    [
        .. Check.Present(item.Text("key"), $"{field}.key"),
        .. Check.Present(item.Text("path"), $"{field}.path"),
        .. MountRules.Below(item.Text("path") ?? "", $"{field}.path"),
        .. Mode(item.At("mode"), $"{field}.mode"),
    ];

    private static IEnumerable<FieldError> Mode(JsonNode? mode, string field) =>
        mode.Integer() is { } bits and (< 0 or > HighestMode) ? [FieldError.Invalid(field, bits, "must be a number between 0 and 0777 (octal), both inclusive")] : [];

    private static IEnumerable<FieldError> DownwardApi(JsonNode source, string field) =>
        [.. Mode(source.At("defaultMode"), $"{field}.defaultMode"), .. source.Each("items").SelectMany(item => DownwardFile(item, field))];

    private static IEnumerable<FieldError> DownwardFile(JsonNode? item, string field)
    {
        var (podField, resource) = (item.At("fieldRef"), item.At("resourceFieldRef"));
        return
        [
            .. Check.Present(item.Text("path"), $"{field}.path"),
            .. MountRules.Below(item.Text("path") ?? "", $"{field}.path"),
            .. podField is not null ? FieldReferenceRules.PodField(podField, $"{field}.fieldRef", PodFields)
                : resource is not null ? FieldReferenceRules.Resource(resource, $"{field}.resourceFieldRef", isContainerNamed: true)
                : [FieldError.Required(field, "one of fieldRef and resourceFieldRef is required")],
            .. podField is not null && resource is not null
                ? (FieldError[])[FieldError.Invalid(field, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")] : [],
            .. Mode(item.At("mode"), $"{field}.mode"),
        ];
    }

    private static IEnumerable<FieldError> Projected(JsonNode source, string field)
    {
        var paths = new HashSet<string>();
        return
        [
            .. Mode(source.At("defaultMode"), $"{field}.defaultMode"),
            .. Check.Each(source.At("sources"), $"{field}.sources", (projection, place) =>
            {
                var given = ProjectedTypes.Where(type => projection.At(type) is not null).ToList();
                return
                [
                    .. given.Skip(1).Select(_ => FieldError.Forbidden(place, "may not specify more than 1 volume type")),
                    .. given.Take(1).SelectMany(type => Projection(projection.At(type)!, type, $"{place}.{type}", field, paths)),
                ];
            }),
        ];
    }

    private static IEnumerable<FieldError> Projection(JsonNode projection, string type, string field, string volume, HashSet<string> paths)
    {
        var files = type == "serviceAccountToken" ? [projection] : projection.Each("items");
        var conflicts = files.Select(file => file.Text("path") ?? "").Where(path => path.Length > 0 && !paths.Add(path)).ToList();
        return
        [
            .. type switch
            {
                "downwardAPI" => projection.Each("items").SelectMany(item => DownwardFile(item, field)),
                "serviceAccountToken" => Token(projection, field, volume),
                _ => [.. Check.Present(projection.Text("name"), $"{field}.name"), .. Check.Each(projection.At("items"), $"{field}.items", File)],
            },
            .. conflicts.Select(path => FieldError.Invalid(volume, projection.Text("name") ?? path, "conflicting duplicate paths")),
        ];
    }

    private static IEnumerable<FieldError> Token(JsonNode projection, string field, string volume)
    {
        const int Least = 600;
        const long Most = 1L << 32;
        var seconds = projection.Integer("expirationSeconds");
        return
        [
            .. seconds < Least ? (FieldError[])[FieldError.Invalid($"{field}.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")] : [],
            .. seconds > Most ? (FieldError[])[FieldError.Invalid($"{field}.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds")] : [],
            .. Check.Present(projection.Text("path"), $"{volume}.path"),
        ];
    }
}
