namespace MeshBuild.Mesh.Images;

/// <summary>What was found about the registry's login.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Message">One sentence for a person.</param>
/// <param name="Remedy">What to do; null when nothing has to be done.</param>
public sealed record RegistryLoginCheck(RegistryLoginState State, string Message, string? Remedy = null);
