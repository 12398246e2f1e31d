using MeshBuild.Lint.Fixing;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Tests.Fixing;

public sealed class FixTests
{
    [TestCase("MB101", "fails-1")]
    [TestCase("MB102", "fails-1")]
    [TestCase("MB102", "fails-2")]
    [TestCase("MB103", "fails-1")]
    [TestCase("MB103", "fails-2")]
    [TestCase("MB104", "fails-1")]
    [TestCase("MB105", "fails-1")]
    [TestCase("MB105", "fails-2")]
    [TestCase("MB201", "fails-1")]
    [TestCase("MB201", "fails-2")]
    [TestCase("MB202", "fails-1")]
    [TestCase("MB202", "fails-2")]
    public void A_fix_takes_the_finding_away_and_leaves_the_other_lines_as_they_are(string code, string name)
    {
        var text = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", code, name + ".yaml"));
        var mended = Mend(text);

        Checked.Text(mended).Findings.ShouldNotContain(finding => finding.Rule.Code == code);
        var kept = mended.Split('\n').ToList();
        text.Split('\n').Where(line => !kept.Contains(line)).ShouldAllBe(line => line.Contains("# " + code), "only lines with a finding may change");
        Mend(mended).ShouldBe(mended, "once is enough");
    }

    [Test]
    public void Comments_and_line_ends_stay()
    {
        var text = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: car} # the car
            spec:
              selector: {matchLabels: {app: car}}
              template:
                metadata:
                  labels:
                    # What the Service selects.
                    app: car   # stays
                spec:
                  containers:
                  - {name: car, image: "car:1", ports: [{containerPort: 8080}]}
            """.ReplaceLineEndings("\r\n");
        Mend(text).ShouldBe(text.Replace("app: car   # stays\r\n", "app: car   # stays\r\n        version: v1\r\n"));
    }

    [Test]
    public void A_port_that_an_Ingress_names_is_not_renamed()
    {
        var text = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "MB201", "fails-2.yaml"))
            + "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: car\nspec:\n  defaultBackend:\n    service:\n      name: car\n      port:\n        name: web\n";
        Mend(text).ShouldBe(text);
    }

    [Test]
    public void What_was_rendered_or_is_json_is_not_mended()
    {
        var text = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "MB102", "fails-1.yaml"));
        Checked.Files([FileReader.ReadText(text, "rendered")]).Findings.ShouldAllBe(finding => finding.Fix == null);
    }

    [Test]
    public async Task Writing_keeps_the_mark_of_utf8()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, [0xEF, 0xBB, 0xBF, (byte)'a']);
            await FileMending.WriteAsync(new SourceText("a", "a", path), "b", CancellationToken.None);
            (await File.ReadAllBytesAsync(path)).ShouldBe([0xEF, 0xBB, 0xBF, (byte)'b']);
            Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*").ShouldHaveSingleItem();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Mend(string text)
    {
        var mended = FileMending.Of(Checked.Text(text).Findings);
        return mended.Count == 0 ? text : mended.ShouldHaveSingleItem().Text;
    }
}
