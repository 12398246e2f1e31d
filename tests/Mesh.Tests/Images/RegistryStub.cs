using System.Net;
using MeshBuild.Mesh.Images;

namespace MeshBuild.Mesh.Tests.Images;

/// <summary>A registry inside the test: answers each request by a function and notes it.</summary>
internal sealed class RegistryStub(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly List<(string Line, string? Authorization)> _requests = [];

    public IReadOnlyList<(string Line, string? Authorization)> Requests => _requests;

    public RegistryClient Client => new(new HttpClient(this, disposeHandler: false), new ImpatientTime());

    public static RegistryStub Answering(HttpStatusCode status) => new(_ => new HttpResponseMessage(status));

    public static RegistryStub Down() => new(_ => throw new HttpRequestException("connection refused"));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (_requests)
        {
            _requests.Add(($"{request.Method} {request.RequestUri}", request.Headers.Authorization?.ToString()));
        }

        return Task.FromResult(answer(request));
    }

    /// <summary>A clock whose short timers (the waits between attempts) end at once and whose long ones (limits) never do.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var wait = dueTime < TimeSpan.FromSeconds(5) && dueTime >= TimeSpan.Zero ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
            return base.CreateTimer(callback, state, wait, Timeout.InfiniteTimeSpan);
        }
    }
}
