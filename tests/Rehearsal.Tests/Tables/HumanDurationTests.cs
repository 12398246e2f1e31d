using MeshBuild.Rehearsal.Tables;

namespace MeshBuild.Rehearsal.Tests.Tables;

public sealed class HumanDurationTests
{
    [TestCase(0, "0s")]
    [TestCase(119, "119s")]
    [TestCase(120, "2m")]
    [TestCase(200, "3m20s")]
    [TestCase(600, "10m")]
    [TestCase(3 * 3600, "3h")]
    [TestCase((5 * 3600) + 180, "5h3m")]
    [TestCase(9 * 3600, "9h")]
    [TestCase(52 * 3600, "2d4h")]
    [TestCase(12 * 24 * 3600, "12d")]
    public void An_age_is_written_as_the_server_does(int seconds, string expected) => HumanDuration.Of(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [TestCase(".spec.length", "3")]
    [TestCase(".status.conditions[?(@.type==\"Ready\")].status", "True")]
    [TestCase(".spec.hosts[1]", "b")]
    [TestCase(".metadata.annotations.example\\.com/x", "y")]
    public void A_path_of_a_printer_column_is_followed(string path, string expected) =>
        FieldPath.Find(Objects.Parse("""
            {"metadata":{"annotations":{"example.com/x":"y"}},"spec":{"length":3,"hosts":["a","b"]},
             "status":{"conditions":[{"type":"Other","status":"False"},{"type":"Ready","status":"True"}]}}
            """), path).Select(node => node!.ToString()).ShouldBe([expected]);
}
