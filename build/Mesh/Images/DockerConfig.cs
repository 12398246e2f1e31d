using System.Text.Json;

namespace MeshBuild.Mesh.Images;

/// <summary>What Docker's own configuration (<c>config.json</c>) knows of registry logins.</summary>
public sealed class DockerConfig
{
    private const string DockerHubKey = "https://index.docker.io/v1/";

    // Docker notes each login in these stores under "auths"; other helpers (a cloud's, say) answer without such a note.
    private static readonly string[] NotedStores = ["desktop", "osxkeychain", "pass", "secretservice", "wincred"];

    private readonly JsonElement _root;

    private DockerConfig(string file, JsonElement root) => (File, _root) = (file, root);

    /// <summary>The file that was read or looked for.</summary>
    public string File { get; }

    /// <summary>Reads <c>config.json</c> in <c>DOCKER_CONFIG</c> or <c>~/.docker</c>; a missing file knows no login.</summary>
    /// <param name="environment">Gives a variable's value or null.</param>
    /// <exception cref="ConfigurationException">The file is not JSON or cannot be read.</exception>
    public static DockerConfig Read(Func<string, string?> environment)
    {
        var folder = environment("DOCKER_CONFIG") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
        var file = Path.Combine(folder, "config.json");
        if (!System.IO.File.Exists(file))
        {
            return new DockerConfig(file, default);
        }

        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(file));
            return new DockerConfig(file, document.RootElement.Clone());
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(
                $"Docker's configuration {file} cannot be read: {exception.Message}", "Mend the file, or point DOCKER_CONFIG at another folder.", exception);
        }
    }

    /// <summary>Whether a <c>docker push</c> to this registry finds a login.</summary>
    /// <param name="host">Host and port.</param>
    public bool HasLogin(string host)
    {
        var keys = host == "docker.io" ? (string[])[DockerHubKey, host, "index.docker.io"] : [host, $"https://{host}", $"http://{host}"];
        if (keys.Any(key => Member("credHelpers", key) is not null))
        {
            return true;
        }

        var noted = keys.Select(key => Member("auths", key)).FirstOrDefault(entry => entry is not null);
        if (_root.ValueKind == JsonValueKind.Object && _root.TryGetProperty("credsStore", out var store)
            && store.ValueKind == JsonValueKind.String && store.GetString() is { Length: > 0 } name)
        {
            return noted is not null || !NotedStores.Contains(name);
        }

        return noted is { ValueKind: JsonValueKind.Object } login && (Holds(login, "auth") || Holds(login, "identitytoken"));
    }

    private static bool Holds(JsonElement login, string name) =>
        login.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 };

    private JsonElement? Member(string section, string key) =>
        _root.ValueKind == JsonValueKind.Object
        && _root.TryGetProperty(section, out var members) && members.ValueKind == JsonValueKind.Object
        && members.TryGetProperty(key, out var member)
            ? member
            : null;
}
