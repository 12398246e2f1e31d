using System.Reflection;
using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;
using MeshBuild.Cake;

namespace Cake.Kubectl;

/// <summary>Runs any kubectl command with flags made of its settings.</summary>
public class GenericRunner<TSettings>(IFileSystem fileSystem, ICakeEnvironment environment, IProcessRunner processRunner, IToolLocator tools)
    : KubectlTool<TSettings>(fileSystem, environment, processRunner, tools)
    where TSettings : AutoToolSettings, new()
{
    public void Run(string command, TSettings? settings, string[] additional)
    {
        settings ??= new TSettings();
        Run(settings, Arguments(command, settings, additional));
    }

    public IEnumerable<string> RunWithResult(string command, TSettings? settings, string[] additional)
    {
        settings ??= new TSettings();
        IEnumerable<string> result = [];
        Run(settings, Arguments(command, settings, additional), new ProcessSettings { RedirectStandardOutput = true },
            process => result = process.GetStandardOutput());
        return result;
    }

    private static ProcessArgumentBuilder Arguments(string command, TSettings settings, string[] additional)
    {
        var builder = new ProcessArgumentBuilder();
        builder.Append(command);
        foreach (var property in typeof(TSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            Append(builder, property, property.GetValue(settings));
        }

        foreach (var argument in additional)
        {
            builder.Append(argument);
        }

        return builder;
    }

    // As the addin has it: a bool? that is false becomes the flag as well.
    private static void Append(ProcessArgumentBuilder builder, PropertyInfo property, object? value)
    {
        var flag = "--" + FlagNames.Of(property.Name);
        switch (value)
        {
            case bool set when set || property.PropertyType == typeof(bool?):
                builder.Append(flag);
                break;
            case string text:
                builder.AppendSwitchQuoted(flag, text);
                break;
            case TimeSpan time:
                builder.Append($"{flag} {FlagNames.Of(time)}");
                break;
        }
    }
}
