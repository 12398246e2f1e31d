namespace MeshBuild.Mesh.Manifests;

/// <summary>A folder of plain manifests.</summary>
public static class ManifestFolder
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>The objects of every manifest below the folder, in the order of the files' names; none when the folder is not there.</summary>
    public static IReadOnlyList<ManifestDocument> Read(string folder) =>
        Directory.Exists(folder) ? ManifestReader.ReadFiles(Files(folder), Path.GetDirectoryName(Path.GetDirectoryName(folder)) ?? folder) : [];

    /// <summary>The manifest files below a folder, in the order of their names; none when the folder is not there.</summary>
    public static IEnumerable<string> Files(string folder) => !Directory.Exists(folder) ? [] :
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(IsManifest)
            .Order(StringComparer.Ordinal);

    /// <summary>Whether a file's name is one of a manifest.</summary>
    public static bool IsManifest(string file) => Extensions.Contains(Path.GetExtension(file));
}
