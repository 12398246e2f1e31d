using Cake.Core;

namespace Cake.Frosting;

/// <summary>A task as the host sees it.</summary>
public interface IFrostingTask
{
    string SkippedMessage => "";

    Task RunAsync(ICakeContext context);

    bool ShouldRun(ICakeContext context);

    void Finally(ICakeContext context);

    void OnError(Exception exception, ICakeContext context);
}
