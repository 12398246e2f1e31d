namespace MeshBuild.Build.Terminal;

/// <summary>A CI's own marks for groups of lines and for errors.</summary>
/// <param name="Begin">The line that opens a group.</param>
/// <param name="End">The line that closes it.</param>
/// <param name="Error">The line that makes an error an annotation: file, line, column, message.</param>
public sealed record CiService(Func<string, string> Begin, Func<string, string> End, Func<string?, long, long, string, string?> Error)
{
    /// <summary>The CI that this runs in, or null.</summary>
    public static CiService? Of(IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        if (environment.GetValueOrDefault("GITHUB_ACTIONS") == "true")
        {
            return new(name => $"::group::{name}", _ => "::endgroup::", (file, line, column, message) =>
                $"::error {(file is null ? "" : $"file={file},line={line},col={column}")}::{Escape(message)}");
        }

        if (environment.GetValueOrDefault("TF_BUILD")?.Equals("true", StringComparison.OrdinalIgnoreCase) == true)
        {
            return new(name => $"##[group]{name}", _ => "##[endgroup]", (file, line, column, message) =>
                $"##vso[task.logissue type=error{(file is null ? "" : $";sourcepath={file};linenumber={line};columnnumber={column}")}]{Escape(message)}");
        }

        if (environment.GetValueOrDefault("GITLAB_CI") == "true")
        {
            return new(
                name => $"\e[0Ksection_start:{time.GetUtcNow().ToUnixTimeSeconds()}:{name.ToLowerInvariant()}\r\e[0K{name}",
                name => $"\e[0Ksection_end:{time.GetUtcNow().ToUnixTimeSeconds()}:{name.ToLowerInvariant()}\r\e[0K",
                (_, _, _, _) => null);
        }

        return null;
    }

    private static string Escape(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");
}
