namespace MeshBuild.Mesh.Settings;

/// <summary>Reads the settings: command line, environment, mesh.yaml, default; the first that has a value wins.</summary>
public static class SettingsReader
{
    private static readonly string[] Secrets = ["registry-user", "registry-password"];
    private static readonly string[] OtherVariables = ["MESH_CAKE_FEED", "MESH_REGISTRY_USER", "MESH_REGISTRY_PASSWORD"];

    /// <summary>Reads every setting once.</summary>
    /// <exception cref="ConfigurationException">Everything that is wrong, in one message.</exception>
    public static SettingsReading Read(SettingsInput input)
    {
        var problems = new List<string>();
        var arguments = Arguments(input, problems);
        CheckVariables(input, problems);
        var manifests = Path.GetFullPath(
            arguments.GetValueOrDefault("manifests") ?? input.Environment.GetValueOrDefault("MESH_MANIFESTS") ?? "manifests", input.Root);
        var file = FileSettings(Path.Combine(manifests, "mesh.yaml"), problems);

        var values = SettingDefinitions.All.Select(definition => Value(definition, arguments, input.Environment, file)).ToList();
        var settings = new SettingsBuilder(input.Root, values, problems).Build();
        return problems.Count == 0
            ? new SettingsReading(settings, values)
            : throw new ConfigurationException(string.Join('\n', problems), "./build.sh shows every setting, what it may be and where its value came from.");
    }

    private static SettingValue Value(SettingDefinition definition, Dictionary<string, string> arguments,
        IReadOnlyDictionary<string, string> environment, Dictionary<string, (string Text, string Where)> file)
    {
        if (arguments.TryGetValue(definition.Name, out var text))
        {
            return new SettingValue(definition, text, SettingSource.CommandLine, "--" + definition.Name);
        }

        if (environment.TryGetValue(definition.Variable, out text) && text.Length > 0)
        {
            return new SettingValue(definition, text, SettingSource.Environment, definition.Variable);
        }

        return file.TryGetValue(definition.Name, out var entry)
            ? new SettingValue(definition, entry.Text, SettingSource.File, entry.Where)
            : new SettingValue(definition, definition.Default.Length > 0 ? definition.Default : null, SettingSource.Default, "default");
    }

    private static Dictionary<string, string> Arguments(SettingsInput input, List<string> problems)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in input.Arguments)
        {
            if (Secrets.Contains(name))
            {
                problems.Add($"--{name}: a login on the command line can be read by others; set MESH_{name.Replace('-', '_').ToUpperInvariant()} instead");
            }
            else if (!SettingDefinitions.Names.Contains(name))
            {
                problems.Add($"unknown argument --{name}{NearestMatch.Suggestion(name, SettingDefinitions.Names, "--")}");
            }
            else if (arguments.TryGetValue(name, out var earlier) && earlier != text)
            {
                problems.Add($"--{name} is given twice: {earlier} and {text}");
            }
            else
            {
                arguments[name] = text;
            }
        }

        return arguments;
    }

    // A variable that nothing reads is no error by itself; one that is nearly a setting's is.
    private static void CheckVariables(SettingsInput input, List<string> problems)
    {
        var known = SettingDefinitions.All.Select(definition => definition.Variable).Concat(OtherVariables).ToList();
        foreach (var name in input.Environment.Keys.Where(name => name.StartsWith("MESH_", StringComparison.Ordinal) && !known.Contains(name)))
        {
            if (NearestMatch.Find(name["MESH_".Length..], known.Select(variable => variable["MESH_".Length..])) is { } match)
            {
                problems.Add($"unknown variable {name}; did you mean MESH_{match}?");
            }
        }
    }

    private static Dictionary<string, (string Text, string Where)> FileSettings(string path, List<string> problems)
    {
        var settings = new Dictionary<string, (string Text, string Where)>(StringComparer.Ordinal);
        foreach (var (name, text, where) in SettingsFile.Read(path, problems))
        {
            if (Secrets.Contains(name))
            {
                problems.Add($"{where}: {name} is a secret and does not belong into a file; set the environment variable MESH_REGISTRY_USER or MESH_REGISTRY_PASSWORD");
            }
            else if (name == "manifests" || !SettingDefinitions.Names.Contains(name))
            {
                problems.Add($"{where}: unknown setting {name}{NearestMatch.Suggestion(name, SettingDefinitions.Names)}");
            }
            else
            {
                settings[name] = (text, where);
            }
        }

        return settings;
    }
}
