using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Resources;

namespace MeshBuild.Lint.Model;

/// <summary>What Istio's installation and its addons bring, as far as manifests refer to it.</summary>
/// <param name="profile">The profile: of those that are known only demo has the gateway for egress, and minimal has none.</param>
internal sealed class Installation(string profile)
{
    private readonly Lazy<IReadOnlyList<Manifest>> _objects = new(() =>
        [.. FileReader.ReadText(EmbeddedText.Find("installation.yaml") ?? "", "installation.yaml").Manifests
            .Where(manifest => Has(manifest.Name, profile))
            .Select(manifest => new Manifest(manifest.Source, manifest.Root) { IsGiven = true })]);

    public IReadOnlyList<Manifest> Objects => _objects.Value;

    private static bool Has(string name, string profile) => name switch
    {
        "istio-egressgateway" => profile is not ("default" or "minimal" or "remote"),
        "istio-ingressgateway" => profile is not ("minimal" or "remote"),
        _ => true,
    };
}
