namespace MeshBuild.Lint.Schema;

/// <summary>A kind of an apiVersion, and which minor versions of Kubernetes 1 serve it.</summary>
/// <param name="ApiVersion">The apiVersion.</param>
/// <param name="Kind">The kind.</param>
/// <param name="IsNamespaced">Whether its objects are in a namespace.</param>
/// <param name="First">The first minor version; 0: long before 1.18.</param>
/// <param name="Last">The last one; <see cref="int.MaxValue"/>: it is not known to end.</param>
internal sealed record ServedType(string ApiVersion, string Kind, bool IsNamespaced, int First, int Last)
{
    public bool IsServedBy(int minor) => minor >= First && minor <= Last;
}
