using System.Reflection;
using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;
using MeshBuild.Cake;

namespace Cake.Helm;

/// <summary>Runs a helm command: the global flags, the subcommand, its own flags, the rest.</summary>
public class HelmTool<TSettings>(IFileSystem fileSystem, ICakeEnvironment environment, IProcessRunner processRunner, IToolLocator tools)
    : Tool<TSettings>(fileSystem, environment, processRunner, tools)
    where TSettings : GlobalHelmSettings
{
    public void Run(string command, TSettings settings, string[] additional)
    {
        var builder = new ProcessArgumentBuilder();
        Append(builder, typeof(GlobalHelmSettings), settings);
        builder.Append(command);
        Append(builder, typeof(TSettings), settings);
        foreach (var argument in additional)
        {
            builder.Append(argument);
        }

        Run(settings, builder);
    }

    protected override string GetToolName() => "Helm";

    protected override IEnumerable<string> GetToolExecutableNames() => ["helm.exe", "helm"];

    private static void Append(ProcessArgumentBuilder builder, Type type, TSettings settings)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            var flag = "--" + FlagNames.Of(property.Name);
            switch (property.GetValue(settings))
            {
                case true:
                    builder.Append(flag);
                    break;
                case string text:
                    builder.AppendSwitchQuoted(flag, text);
                    break;
                case string[] texts:
                    foreach (var text in texts)
                    {
                        builder.AppendSwitchQuoted(flag, text);
                    }

                    break;
            }
        }
    }
}
