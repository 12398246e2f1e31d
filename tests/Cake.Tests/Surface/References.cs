using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MeshBuild.Cake.Tests.Surface;

/// <summary>What an assembly uses of others, read from its file.</summary>
internal static class References
{
    /// <summary>Each type (assembly, name with namespace) that a file refers to.</summary>
    public static IReadOnlyList<(string Assembly, string Type)> TypesOf(string file) =>
        Read(file, reader => reader.TypeReferences.Select(handle => Describe(reader, handle)));

    /// <summary>Each member of another assembly's type that a file refers to.</summary>
    public static IReadOnlyList<(string Assembly, string Type, string Member)> MembersOf(string file) => Read(file, reader =>
        from handle in reader.MemberReferences
        let member = reader.GetMemberReference(handle)
        let parent = TypeOf(reader, member.Parent)
        where parent is not null
        let type = Describe(reader, parent.Value)
        select (type.Assembly, type.Type, reader.GetString(member.Name)));

    private static IReadOnlyList<T> Read<T>(string file, Func<MetadataReader, IEnumerable<T>> read)
    {
        using var portable = new PEReader(File.OpenRead(file));
        return [.. read(portable.GetMetadataReader()).Distinct()];
    }

    private static TypeReferenceHandle? TypeOf(MetadataReader reader, EntityHandle parent)
    {
        switch (parent.Kind)
        {
            case HandleKind.TypeReference:
                return (TypeReferenceHandle)parent;
            case HandleKind.TypeSpecification:
                var signature = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
                return signature.ReadSignatureTypeCode() == SignatureTypeCode.GenericTypeInstance &&
                    signature.ReadSignatureTypeCode() == SignatureTypeCode.TypeHandle &&
                    signature.ReadTypeHandle() is { Kind: HandleKind.TypeReference } generic ? (TypeReferenceHandle)generic : null;
            default:
                return null;
        }
    }

    private static (string Assembly, string Type) Describe(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        switch (type.ResolutionScope.Kind)
        {
            case HandleKind.TypeReference:
                var outer = Describe(reader, (TypeReferenceHandle)type.ResolutionScope);
                return (outer.Assembly, $"{outer.Type}+{name}");
            case HandleKind.AssemblyReference:
                var assembly = reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
                return (reader.GetString(assembly.Name), $"{reader.GetString(type.Namespace)}.{name}");
            default:
                return ("", name);
        }
    }
}
