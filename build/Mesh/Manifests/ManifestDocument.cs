using MeshBuild.Mesh.Cluster;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Mesh.Manifests;

/// <summary>One object of a manifest file.</summary>
/// <param name="File">The file, as it is shown.</param>
/// <param name="Yaml">Its node, which has the places.</param>
/// <param name="Object">The object as the API server would get it.</param>
/// <param name="Lines">The file's lines, to show a place in.</param>
public sealed record ManifestDocument(string File, YamlMappingNode Yaml, KubeObject Object, IReadOnlyList<string> Lines);
