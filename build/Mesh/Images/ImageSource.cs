namespace MeshBuild.Mesh.Images;

/// <summary>An image that the repository builds.</summary>
/// <param name="Name">The folder's name, which manifests use as the bare image name.</param>
/// <param name="Folder">The build context, absolute; it holds the Dockerfile.</param>
/// <param name="Hash">SHA-256 over the context's files and the build arguments, 64 hexadecimal digits.</param>
public sealed record ImageSource(string Name, string Folder, string Hash);
