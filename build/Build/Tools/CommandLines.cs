using Cake.Core;
using Cake.Core.IO;

namespace MeshBuild.Build.Tools;

/// <summary>
/// Lets Cake's aliases and tools render their command lines, without starting anything: the lines are theirs, the processes are
/// <see cref="ChildProcesses"/>'s, which can be awaited, fed and ended.
/// </summary>
public sealed class CommandLines(ICakeContext context)
{
    /// <summary>The command line that the alias would have run.</summary>
    public ToolCommand Of(Action<ICakeContext> alias)
    {
        var recorder = new Recorder();
        alias(new RecordingContext(context, recorder));
        return recorder.Command ?? throw new InvalidOperationException("the alias ran no process");
    }

    private sealed class RecordingContext(ICakeContext context, IProcessRunner runner) : CakeContextAdapter(context)
    {
        public override IProcessRunner ProcessRunner => runner;
    }

    private sealed class Recorder : IProcessRunner
    {
        public ToolCommand? Command { get; private set; }

        public IProcess Start(FilePath filePath, ProcessSettings settings)
        {
            Command = new ToolCommand(filePath.FullPath, settings.Arguments.Render());
            return new Ended();
        }
    }

    private sealed class Ended : IProcess
    {
        public void Dispose()
        {
        }

        public void WaitForExit()
        {
        }

        public bool WaitForExit(int milliseconds) => true;

        public int GetExitCode() => 0;

        public IEnumerable<string> GetStandardError() => [];

        public IEnumerable<string> GetStandardOutput() => [];

        public void Kill()
        {
        }
    }
}
