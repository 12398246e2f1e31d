using System.Globalization;
using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class ShortTimeout() : Rule("MB313", Severity.Warning, "a timeout that ends before the retries",
    "The timeout is for all attempts together: when it is over no further one is made.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.VirtualServices
        from rule in service.Http
        let timeout = rule.Scalar("timeout")
        let each = Seconds(rule.Text("retries", "perTryTimeout"))
        let attempts = rule.Scalar("retries", "attempts")?.Integer
        where Seconds(timeout?.Value) is { } total && total > 0 && each > 0 && attempts > 0 && total < each * (attempts + 1)
        let needed = each!.Value * (attempts!.Value + 1)
        select Found(service.Manifest, timeout!, $"the timeout {timeout!.Value} of {service} is over before {attempts} retries of {rule.Text("retries", "perTryTimeout")} and the first attempt are",
            $"Say {needed.ToString(CultureInfo.InvariantCulture)}s or more, or retry less often.");

    // A duration of Go: 1h30m, 2.5s, 100ms.
    private static double? Seconds(string? text)
    {
        var total = 0.0;
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !double.TryParse(rest[..digits], CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            var unit = rest[digits..].StartsWith("ms") ? "ms" : rest[digits..(digits + 1)].ToString();
            total += number * unit switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 0.001, _ => double.NaN };
            rest = rest[(digits + unit.Length)..];
        }

        return text is null || double.IsNaN(total) ? null : total;
    }
}
