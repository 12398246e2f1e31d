using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Tools;
using Polly;
using Polly.Retry;

namespace MeshBuild.Build.Tools;

/// <summary>
/// Runs a tool again that the API server failed for a moment: the tools ask again what they read, but not what they write.
/// For commands that change nothing when what they do is done.
/// </summary>
public sealed class ClusterRetry
{
    private readonly ResiliencePipeline<ToolOutput> _pipeline;

    public ClusterRetry(IReporter reporter, TimeProvider time) => _pipeline = new ResiliencePipelineBuilder<ToolOutput> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<ToolOutput>
        {
            // A command makes many requests: each time a few more of them have succeeded.
            MaxRetryAttempts = 9,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(2),
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { Succeeded: false } output && TransientFailure.In(output) is not null),
            OnRetry = arguments =>
            {
                reporter.Say($"the API server failed for a moment, once more: {TransientFailure.In(arguments.Outcome.Result!)}");
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    /// <summary>Runs it until it ends well, or fails by something that lasts; what is returned is the last run's.</summary>
    public async Task<ToolOutput> RunAsync(Func<CancellationToken, Task<ToolOutput>> run, CancellationToken cancellation) =>
        await _pipeline.ExecuteAsync(async token => await run(token), cancellation);
}
