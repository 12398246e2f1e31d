using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Silencing;

namespace MeshBuild.Lint.Tests;

/// <summary>Asks Lint about texts, as a run would about files.</summary>
internal static class Checked
{
    public static LintResult Text(string text, LintOptions? options = null, string silences = "") =>
        Files([FileReader.ReadText(text, "test.yaml", "/nowhere/test.yaml")], options, silences);

    public static LintResult Files(IReadOnlyList<ManifestFile> files, LintOptions? options = null, string silences = "", IReadOnlyList<Manifest>? live = null) =>
        new Linter(options ?? new LintOptions(), new Silences(Silence.Parse(silences))).Check(files, live ?? [], CancellationToken.None);
}
