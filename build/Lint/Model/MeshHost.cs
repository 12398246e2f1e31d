namespace MeshBuild.Lint.Model;

/// <summary>A host that the mesh knows.</summary>
/// <param name="Name">Its full name; <c>*.example.com</c> for a ServiceEntry's wildcard.</param>
/// <param name="Ports">The numbers of its ports.</param>
/// <param name="Owner">The Service or ServiceEntry.</param>
public sealed record MeshHost(string Name, IReadOnlyList<int> Ports, MeshObject Owner);
