namespace MeshBuild.Mesh.Manifests;

/// <summary>Reads <c>manifests/workloads</c>: a folder per service, or files that lie beside the folders.</summary>
public static class WorkloadSources
{
    private static readonly string[] Kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <summary>Every service's source, in the order of their names.</summary>
    /// <exception cref="MeshException">There is no folder of workloads, or nothing in it.</exception>
    /// <exception cref="ManifestException">A manifest is broken.</exception>
    public static IReadOnlyList<WorkloadSource> Read(string manifests)
    {
        var (special, files) = Find(manifests);
        var folder = Path.Combine(manifests, "workloads");
        var root = Path.GetDirectoryName(manifests) ?? manifests;
        var plain = files.GroupBy(file => Service(folder, file));
        var documents = ManifestReader.ReadFiles(plain.SelectMany(group => group), root).ToLookup(document => document.File);
        List<WorkloadSource> sources =
        [
            .. special,
            .. plain.Select(group => new PlainSource(group.Key, Path.Combine(folder, group.Key),
                [.. group.SelectMany(file => documents[Path.GetRelativePath(root, file)])])),
        ];
        return [.. sources.OrderBy(source => source.Name, StringComparer.Ordinal)];
    }

    /// <summary>The charts and kustomizations, and the plain files beside them, unread.</summary>
    /// <exception cref="MeshException">There is no folder of workloads, or nothing in it.</exception>
    public static (IReadOnlyList<WorkloadSource> Special, IReadOnlyList<string> PlainFiles) Find(string manifests)
    {
        var folder = Path.Combine(manifests, "workloads");
        if (!Directory.Exists(folder))
        {
            throw Nothing(folder, "does not exist");
        }

        var all = Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Select(Special).OfType<WorkloadSource>().ToList();
        // What lies below a chart or a kustomization belongs to it.
        var special = all.Where(source => !all.Any(other => other != source && IsBelow(source.Folder, other.Folder))).ToList();
        var files = ManifestFolder.Files(folder).Where(file => !special.Any(source => IsBelow(file, source.Folder))).ToList();
        return special.Count + files.Count > 0 ? (special, files) : throw Nothing(folder, "holds no manifest");
    }

    private static WorkloadSource? Special(string folder)
    {
        var name = Path.GetFileName(folder);
        if (File.Exists(Path.Combine(folder, "Chart.yaml")))
        {
            return new ChartSource(name, folder);
        }

        return Kustomizations.Any(file => File.Exists(Path.Combine(folder, file))) ? new KustomizationSource(name, folder) : null;
    }

    private static string Service(string folder, string file)
    {
        var parts = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);
        return parts.Length > 1 ? parts[0] : Path.GetFileNameWithoutExtension(file);
    }

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static MeshException Nothing(string folder, string why) =>
        new($"the folder of workloads {folder} {why}.", "Put a folder per service into it, or name another folder of manifests with --manifests=FOLDER.");
}
