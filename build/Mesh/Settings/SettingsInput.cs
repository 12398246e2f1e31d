namespace MeshBuild.Mesh.Settings;

/// <summary>What settings are read from.</summary>
/// <param name="Root">The repository's root, absolute.</param>
/// <param name="Arguments">The command line's arguments by name, without the host's own; a switch without a value has the text <c>true</c>.</param>
/// <param name="Environment">The environment's variables.</param>
public sealed record SettingsInput(
    string Root, IReadOnlyList<KeyValuePair<string, string>> Arguments, IReadOnlyDictionary<string, string> Environment);
