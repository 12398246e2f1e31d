using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Ingress;

/// <summary>Applies a folder of Istio's own objects: what may leave the mesh, what comes in and where it goes.</summary>
public sealed class ConfigurationDeployment(ManifestApplier applier, IReporter reporter)
{
    /// <summary>Applies every manifest of the folder in one go; a folder that is missing or empty is said.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="target">The target that asks, for the inventory.</param>
    /// <param name="settings">The run's settings.</param>
    /// <param name="deadline">The run's deadline.</param>
    public async Task ApplyAsync(string folder, string target, MeshSettings settings, Deadline deadline)
    {
        var documents = ManifestFolder.Read(folder);
        if (documents.Count == 0)
        {
            reporter.Say($"{Path.GetRelativePath(settings.Root, folder)}: no manifests, nothing to apply");
            return;
        }

        await applier.ApplyAsync([.. documents.Select(document => document.Object)], settings.Namespace, target, deadline.Token);
    }
}
