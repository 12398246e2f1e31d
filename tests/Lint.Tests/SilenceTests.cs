using MeshBuild.Lint.Silencing;

namespace MeshBuild.Lint.Tests;

public sealed class SilenceTests
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: car
          labels: {app: car}
          annotations:
            meshbuild.io/ignore: ANNOTATION
        spec:
          containers: [{name: car, image: "car:1", ports: [{containerPort: 8080}]}]
        """;

    [Test]
    public void An_annotation_with_a_reason_silences_the_rule_for_its_object_and_is_counted()
    {
        var result = Checked.Text(Pod.Replace("ANNOTATION", "MB102 the version is in the image; MB106 it only calls others"));
        result.Findings.ShouldBeEmpty();
        result.Silenced.Select(finding => finding.Rule.Code).ShouldBe(["MB106", "MB102"], ignoreOrder: true);
    }

    [Test]
    public void Without_a_reason_it_does_not_count()
    {
        var result = Checked.Text(Pod.Replace("ANNOTATION", "MB102"));
        result.Silenced.ShouldBeEmpty();
        result.Findings.Select(finding => finding.Rule.Code).ShouldBe(["MB102", "MB106", "MB614"], ignoreOrder: true);
    }

    [Test]
    public void The_settings_silence_a_rule_everywhere() =>
        Checked.Text(Pod.Replace("ANNOTATION", "MB102 known"), silences: "MB106 nothing calls it").Findings.ShouldBeEmpty();

    [Test]
    public void A_reason_may_have_commas_and_colons() =>
        Silence.Parse("MB101: old, and known, MB102 also; MB103 why").ShouldBe([new("MB101", "old, and known"), new("MB102", "also"), new("MB103", "why")]);
}
