namespace MeshBuild.Mesh.Cluster;

/// <summary>Lets a <see cref="MeshException"/> of a connection through as it is, with its remedy; a client wraps what its connections throw.</summary>
internal sealed class MeshFailureHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure) when (failure.InnerException is MeshException cause)
        {
            throw cause;
        }
    }
}
