namespace MeshBuild.Build.CommandLine;

/// <summary>The command line, split into what Cake's host reads and the settings of the run.</summary>
/// <param name="Targets">The targets asked for; Help when none is.</param>
/// <param name="Settings">The settings, by name; one without a value has the text <c>true</c>.</param>
/// <param name="Host">The host's own arguments, targets included.</param>
/// <param name="IsReal">Whether targets run: not for a tree, a list, a dry run or a version.</param>
/// <param name="IsDiagnostic">Whether everything is shown.</param>
public sealed record BuildArguments(
    IReadOnlyList<string> Targets, IReadOnlyList<KeyValuePair<string, string>> Settings, IReadOnlyList<string> Host, bool IsReal, bool IsDiagnostic)
{
    private static readonly string[] Shows =
    [
        "--description", "--descriptions", "--showdescription", "--showdescriptions", "--tree", "--showtree", "--dryrun", "--noop", "--whatif",
        "--version", "--ver", "--info", "--help", "-h",
    ];

    private static readonly string[] Switches = ["--exclusive", "-e"];
    private static readonly string[] Valued = ["--target", "--Target", "-t", "--working", "-w", "--verbosity", "-v"];

    /// <summary>Splits the arguments.</summary>
    public static BuildArguments Parse(IReadOnlyList<string> arguments)
    {
        var targets = new List<string>();
        var settings = new List<KeyValuePair<string, string>>();
        var host = new List<string>();
        var diagnostic = false;
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, value) = Split(arguments[index]);
            if (value is null && !Shows.Contains(name) && !Switches.Contains(name)
                && index + 1 < arguments.Count && !arguments[index + 1].StartsWith('-'))
            {
                value = arguments[++index];
            }

            if (Shows.Contains(name) || Switches.Contains(name))
            {
                host.Add(name);
            }
            else if (Valued.Contains(name))
            {
                host.AddRange([name, value ?? ""]);
                if (name is "--target" or "--Target" or "-t")
                {
                    targets.Add(value ?? "");
                }

                diagnostic |= name is "--verbosity" or "-v" && (value?.ToLowerInvariant() is "diagnostic" or "d");
            }
            else
            {
                settings.Add(new(name.TrimStart('-'), value ?? "true"));
            }
        }

        if (targets.Count == 0)
        {
            targets.Add("Help");
            host.AddRange(["--target", "Help"]);
        }

        return new BuildArguments(targets, settings, host, !host.Any(Shows.Contains), diagnostic);
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var at = argument.IndexOf('=');
        return at > 0 ? (argument[..at], argument[(at + 1)..]) : (argument, null);
    }
}
