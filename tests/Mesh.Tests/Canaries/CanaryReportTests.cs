using System.Xml.Linq;
using MeshBuild.Mesh.Canaries;
using MeshBuild.Mesh.Metrics;

namespace MeshBuild.Mesh.Tests.Canaries;

public sealed class CanaryReportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly DateTimeOffset Start = new(2021, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_share_is_a_stair_and_what_was_measured_are_lines()
    {
        var curve = new CanaryCurve(new CanaryNote("car", "v1.4", "car", "registry.example.com/car:1.4", "v1", "registry.example.com/car:1.3", CanaryPhase.Stepping, CanaryStage.None), Start);
        curve.Add(Start, new CanaryStage(0), Traffic.None, Traffic.None);
        curve.Add(Start.AddSeconds(5), new CanaryStage(20), Of(100, 0), Of(100, 50));
        curve.Add(Start.AddSeconds(10), new CanaryStage(100), Of(100, 0), Of(100, 100));
        var drawing = CanaryReport.Draw(curve);

        Paths(drawing, "canary").ShouldBe(["M70,180 H380 V154 H690 V50", "M380,295 L690,360", "M380,410 L690,410"]);
        Paths(drawing, "stable").ShouldBe(["M380,230 L690,230", "M380,410 L690,410"]);
        drawing.Descendants(Svg + "text").Select(text => text.Value).ShouldContain("Canary of car: registry.example.com/car:1.4");
    }

    private static IEnumerable<string> Paths(XDocument drawing, string style) =>
        drawing.Descendants(Svg + "path").Where(path => (string?)path.Attribute("class") == style).Select(path => (string)path.Attribute("d")!);

    private static Traffic Of(double requests, double failures) => new(requests, failures,
        new LatencyHistogram(new Dictionary<double, double> { [10] = 0, [100] = requests, [double.PositiveInfinity] = requests }));
}
