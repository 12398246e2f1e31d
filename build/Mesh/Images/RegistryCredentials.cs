namespace MeshBuild.Mesh.Images;

/// <summary>User and password of the registry. They come from the environment only and are never printed.</summary>
public sealed class RegistryCredentials
{
    private const string UserVariable = "MESH_REGISTRY_USER";
    private const string PasswordVariable = "MESH_REGISTRY_PASSWORD";

    private RegistryCredentials(string user, string password) => (User, Password) = (user, password);

    /// <summary>The user's name.</summary>
    public string User { get; }

    internal string Password { get; }

    /// <summary>Reads <c>MESH_REGISTRY_USER</c> and <c>MESH_REGISTRY_PASSWORD</c>; null when neither is set.</summary>
    /// <param name="environment">Gives a variable's value or null.</param>
    /// <exception cref="ConfigurationException">Only one of the two is set.</exception>
    public static RegistryCredentials? Read(Func<string, string?> environment)
    {
        var user = environment(UserVariable);
        var password = environment(PasswordVariable);
        return (string.IsNullOrEmpty(user), string.IsNullOrEmpty(password)) switch
        {
            (true, true) => null,
            (false, false) => new RegistryCredentials(user!, password!),
            (true, false) => throw OnlyOne(PasswordVariable, UserVariable),
            (false, true) => throw OnlyOne(UserVariable, PasswordVariable),
        };
    }

    /// <summary>The user alone.</summary>
    public override string ToString() => User;

    private static ConfigurationException OnlyOne(string set, string missing) =>
        new($"{set} is set and {missing} is not: a registry login needs both.", $"Set {missing} too, or unset {set}.");
}
