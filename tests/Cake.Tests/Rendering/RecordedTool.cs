using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;
using NSubstitute;
using Path = System.IO.Path;

namespace MeshBuild.Cake.Tests.Rendering;

/// <summary>A context whose tools are recorded instead of started.</summary>
internal sealed class RecordedTool
{
    private readonly IProcess _process = Substitute.For<IProcess>();
    private FilePath? _path;

    public RecordedTool(bool isInstalled = true, int exitCode = 0, params string[] output)
    {
        var environment = Substitute.For<ICakeEnvironment>();
        environment.WorkingDirectory.Returns(new DirectoryPath("/Working"));
        environment.Platform.Family.Returns(PlatformFamily.Linux);
        _process.WaitForExit(Arg.Any<int>()).Returns(true);
        _process.GetExitCode().Returns(exitCode);
        _process.GetStandardOutput().Returns(output);
        var processes = Substitute.For<IProcessRunner>();
        processes.Start(Arg.Any<FilePath>(), Arg.Any<ProcessSettings>()).Returns(call =>
        {
            _path = call.Arg<FilePath>();
            Settings = call.Arg<ProcessSettings>();
            return _process;
        });
        var tools = Substitute.For<IToolLocator>();
        tools.Resolve(Arg.Any<IEnumerable<string>>()).Returns(call =>
            isInstalled ? new FilePath("/bin/" + call.Arg<IEnumerable<string>>().Single(name => !Path.HasExtension(name))) : null);
        var files = Substitute.For<IFileSystem>();
        files.GetFile(Arg.Any<FilePath>()).Exists.Returns(isInstalled);
        Context = Substitute.For<ICakeContext>();
        Context.Environment.Returns(environment);
        Context.ProcessRunner.Returns(processes);
        Context.Tools.Returns(tools);
        Context.FileSystem.Returns(files);
    }

    public ICakeContext Context { get; }

    /// <summary>How the process was started.</summary>
    public ProcessSettings? Settings { get; private set; }

    /// <summary>The program and its arguments.</summary>
    public string CommandLine => $"{_path?.GetFilename()} {Settings?.Arguments.Render()}";

    /// <summary>The same as a log may show it.</summary>
    public string SafeCommandLine => $"{_path?.GetFilename()} {Settings?.Arguments.RenderSafe()}";
}
