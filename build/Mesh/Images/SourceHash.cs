using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MeshBuild.Mesh.Images;

/// <summary>A hash that is equal exactly when a build context and its arguments are.</summary>
public static class SourceHash
{
    /// <summary>SHA-256 in 64 hexadecimal digits over each file's relative path and content and over the build arguments.</summary>
    /// <remarks>
    /// Left out: <c>bin</c> and <c>obj</c>, which a build of the sources on this machine leaves behind, and what
    /// <c>.dockerignore</c> leaves out. The Dockerfile always counts.
    /// </remarks>
    public static string Of(string folder, IReadOnlyList<string> buildArguments)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Files(folder))
        {
            Append(hash, Encoding.UTF8.GetBytes(path));
            Append(hash, File.ReadAllBytes(Path.Combine(folder, path)));
        }

        foreach (var argument in buildArguments.Order(StringComparer.Ordinal))
        {
            Append(hash, Encoding.UTF8.GetBytes(argument));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<string> Files(string folder)
    {
        var ignore = DockerIgnore.Read(folder);
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => path == "Dockerfile" || !(IsBuildOutput(path) || ignore.Excludes(path)))
            .Order(StringComparer.Ordinal);
    }

    private static bool IsBuildOutput(string path) =>
        path.Split('/')[..^1].Any(part => part is "bin" or "obj");

    // Lengths go in too: without them "ab" + "c" and "a" + "bc" would be the same.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
