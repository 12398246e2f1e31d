namespace MeshBuild.Mesh.Images;

/// <summary>An image and the reference it is built and pushed under: registry (when one is set), name and tag.</summary>
public sealed record PlannedImage(ImageSource Source, ImageReference Reference);
