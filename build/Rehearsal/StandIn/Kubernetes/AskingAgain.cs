using System.Net;

namespace MeshBuild.Rehearsal.StandIn.Kubernetes;

/// <summary>
/// Repeats what the API server failed for a moment. Everything that the stand-in asks can be done twice: it applies, deletes, and creates
/// by name. The genuine istioctl repeats what it reads, and is run again for the rest.
/// </summary>
internal sealed class AskingAgain(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int Attempts = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var pause = Pause * attempt;
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                if (attempt == Attempts || !IsTransient(answer.StatusCode))
                {
                    return answer;
                }

                pause = answer.Headers.RetryAfter?.Delta ?? pause;
                answer.Dispose();
            }
            catch (HttpRequestException) when (attempt < Attempts)
            {
                // The connection broke; the next one may hold.
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    private static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError;
}
