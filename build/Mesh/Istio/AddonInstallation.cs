using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Istio;

/// <summary>InstallAddons: the types first, then, once they can be used, everything else in one apply. VerifyIstio waits for the pods.</summary>
public sealed class AddonInstallation(ICluster cluster, ManifestApplier applier, IReporter reporter)
{
    private const string Target = "InstallAddons";

    /// <summary>Applies the chosen addons.</summary>
    /// <param name="folder">The release's folder of addons.</param>
    /// <param name="settings">The run's settings.</param>
    /// <param name="deadline">The run's deadline.</param>
    public async Task EnsureAsync(string folder, MeshSettings settings, Deadline deadline)
    {
        if (settings.Addons.Count == 0)
        {
            reporter.Say("no addons are asked for");
            return;
        }

        var files = settings.Addons.Select(addon => Path.Combine(folder, addon + ".yaml")).ToList();
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new MeshException($"the release has no addon {Path.GetFileNameWithoutExtension(missing)}: {missing} does not exist.",
                "Choose others with --addons, or take a whole release.");
        }

        var objects = ManifestReader.ReadFiles(files, folder).Select(document => document.Object).ToLookup(value => value.Kind == "CustomResourceDefinition");
        var definitions = objects[true].ToList();
        await applier.DefineAsync(definitions, Target, deadline.Token);
        await new CrdWait(cluster, reporter).EstablishedAsync([.. definitions.Select(definition => definition.Name)], deadline);
        await applier.ApplyAsync([.. objects[false]], ControlPlane.Namespace, Target, deadline.Token);
        reporter.Say($"addons applied: {string.Join(", ", settings.Addons)}");
    }
}
