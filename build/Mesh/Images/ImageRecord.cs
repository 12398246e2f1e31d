namespace MeshBuild.Mesh.Images;

/// <summary>An image as workloads are to run it.</summary>
/// <param name="Name">The bare name that manifests use.</param>
/// <param name="Reference">What the workload's <c>image</c> becomes: with the digest when the image was pushed.</param>
/// <param name="Digest">The digest at the registry; null for an image that only the Docker engine has.</param>
/// <param name="Source">The hash of the sources it was built from.</param>
public sealed record ImageRecord(string Name, string Reference, string? Digest, string Source);
