using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Silencing;

namespace MeshBuild.Lint.Rules.Files;

public sealed class VoidSilence() : FileRule("MB614", Severity.Warning, "a silence without a reason or without a rule",
    "A silence that nobody can check stays for ever; without a reason, or for a code that there is not, it does not count.")
{
    public override IEnumerable<Finding> Check(ManifestFile file, LintOptions options)
    {
        foreach (var manifest in file.Manifests)
        {
            foreach (var silence in Silences.Of(manifest))
            {
                var isKnown = RuleCatalog.Find(silence.Code) is not null;
                if (!isKnown || silence.Reason.Length == 0)
                {
                    yield return Found(manifest, Silences.NodeOf(manifest)!,
                        isKnown ? $"the silence of {silence.Code} has no reason" : $"there is no rule {silence.Code}",
                        $"Write the code and the reason, as in `{Silences.Annotation}: MB112 the CNI plugin is there`; several with a semicolon between.");
                }
            }
        }
    }
}
