using MeshBuild.Mesh.Settings;

namespace MeshBuild.Lint.Reports;

/// <summary>A form that findings are written in for other programs.</summary>
public abstract class ReportFormat
{
    /// <summary>The file's name in the output folder, <c>lint.sarif</c>.</summary>
    public abstract string FileName { get; }

    /// <summary>The report.</summary>
    public abstract string Write(LintResult result);

    /// <summary>The format of the settings; null for one that is not written into a file.</summary>
    public static ReportFormat? Of(LintFormat format) => format switch
    {
        LintFormat.Json => new JsonReport(),
        LintFormat.Sarif => new SarifReport(),
        LintFormat.JUnit => new JUnitReport(),
        _ => null,
    };
}
