using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Reports;

/// <summary>A result in one line.</summary>
public static class Summary
{
    /// <summary><c>6 objects in 6 files read, 1 error, 2 warnings; 1 finding silenced</c>.</summary>
    public static string Of(LintResult result)
    {
        var counts = new[] { Severity.Error, Severity.Warning, Severity.Info }
            .Select(severity => (Count: result.Count(severity), Name: Name(severity)))
            .Where(pair => pair.Count > 0).Select(pair => Some(pair.Count, pair.Name)).ToList();
        var silenced = result.Silenced.Count > 0 ? $"; {Some(result.Silenced.Count, "finding")} silenced" : "";
        return $"{Some(result.Objects, "object")} in {Some(result.Files, "file")} read, {(counts.Count > 0 ? string.Join(", ", counts) : "nothing to mend")}{silenced}";
    }

    /// <summary><c>1 error</c>, <c>2 errors</c>.</summary>
    public static string Some(int count, string name) => $"{count} {name}{(count == 1 ? "" : "s")}";

    private static string Name(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "remark",
    };
}
