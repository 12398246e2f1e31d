using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Cake.Kubectl;

/// <summary>kubectl.</summary>
public abstract class KubectlTool<TSettings>(IFileSystem fileSystem, ICakeEnvironment environment, IProcessRunner processRunner, IToolLocator tools)
    : Tool<TSettings>(fileSystem, environment, processRunner, tools)
    where TSettings : ToolSettings
{
    protected override string GetToolName() => "Kubectl";

    protected override IEnumerable<string> GetToolExecutableNames() => ["kubectl.exe", "kubectl"];
}
