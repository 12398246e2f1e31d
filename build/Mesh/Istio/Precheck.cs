using System.Text.RegularExpressions;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Istio;

/// <summary>
/// Reads <c>istioctl x precheck</c> with care: its success may be on either stream, it exits with 1 from a warning on, and
/// lines of its libraries' logs are no findings.
/// </summary>
internal static partial class Precheck
{
    /// <summary>Shows warnings.</summary>
    /// <exception cref="MeshException">A finding that is an error.</exception>
    public static void Read(ToolOutput output, IReporter reporter)
    {
        var lines = (output.StandardOutput + "\n" + output.StandardError).Split('\n').Select(line => line.Trim()).ToList();
        var errors = lines.Where(line => ErrorForm().IsMatch(line)).Distinct().ToList();
        foreach (var warning in lines.Where(line => WarningForm().IsMatch(line)).Distinct())
        {
            reporter.Warn(warning);
        }

        if (errors.Count > 0)
        {
            throw new MeshException($"istioctl x precheck says that the cluster is not ready for Istio; nothing was changed:\n{string.Join('\n', errors.Select(line => "  " + line))}",
                "Mend what it names and run the same command again.");
        }

        foreach (var line in lines.Where(line => line.Length > 0))
        {
            reporter.Detail(line);
        }
    }

    [GeneratedRegex(@"^Error \[IST\d+\]")]
    private static partial Regex ErrorForm();

    [GeneratedRegex(@"^Warning \[IST\d+\]")]
    private static partial Regex WarningForm();
}
