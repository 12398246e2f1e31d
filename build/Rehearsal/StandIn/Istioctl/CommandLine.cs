namespace MeshBuild.Rehearsal.StandIn.Istioctl;

/// <summary>Words and flags.</summary>
internal sealed record CommandLine(IReadOnlyList<string> Words, IReadOnlyList<KeyValuePair<string, string>> Flags)
{
    private static readonly string[] Switches = ["y", "skip-confirmation", "purge"];

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var words = new List<string>();
        var flags = new List<KeyValuePair<string, string>>();
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            if (!argument.StartsWith('-'))
            {
                words.Add(argument);
                continue;
            }

            var (name, value) = argument.TrimStart('-').Split('=', 2) is [var left, var right] ? (left, right) : (argument.TrimStart('-'), null);
            flags.Add(new(name, value ?? (Switches.Contains(name) || index + 1 >= arguments.Count ? "true" : arguments[++index])));
        }

        return new CommandLine(words, flags);
    }

    public string? Value(params string[] names) => Flags.LastOrDefault(flag => names.Contains(flag.Key)).Value;

    public bool Has(string name, string value = "true") => Flags.Any(flag => flag.Key == name && flag.Value == value);

    /// <summary>Whether every question is answered with yes.</summary>
    public bool IsConfirmed => Has("y") || Has("skip-confirmation");
}
