using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>One entry of metadata.ownerReferences.</summary>
internal sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool BlocksDeletion)
{
    public ResourceKey? Resource(TypeRegistry types)
    {
        var slash = ApiVersion.IndexOf('/');
        var (group, version) = slash < 0 ? ("", ApiVersion) : (ApiVersion[..slash], ApiVersion[(slash + 1)..]);
        return types.Find(new GroupVersionKind(group, version, Kind))?.Key;
    }
}
