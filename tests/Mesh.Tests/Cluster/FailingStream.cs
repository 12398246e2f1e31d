namespace MeshBuild.Mesh.Tests.Cluster;

/// <summary>A connection whose reads fail; what is written to it is lost.</summary>
internal sealed class FailingStream(Exception failure) : MemoryStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromException<int>(failure);

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => Task.FromException(failure);
}
