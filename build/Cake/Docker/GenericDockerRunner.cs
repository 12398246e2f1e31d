using System.Globalization;
using System.Reflection;
using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;
using MeshBuild.Cake;

namespace Cake.Docker;

/// <summary>Runs any docker command with flags made of its settings.</summary>
public class GenericDockerRunner<TSettings>(IFileSystem fileSystem, ICakeEnvironment environment, IProcessRunner processRunner, IToolLocator tools)
    : DockerTool<TSettings>(fileSystem, environment, processRunner, tools)
    where TSettings : AutoToolSettings, new()
{
    public void Run(string command, TSettings? settings, string[] additional)
    {
        settings ??= new TSettings();
        Run(settings, Arguments(command, settings, additional));
    }

    public T[] RunWithResult<T>(string command, TSettings? settings, Func<IEnumerable<string>, T[]> processOutput, params string[] arguments)
    {
        settings ??= new TSettings();
        T[] result = [];
        Run(settings, Arguments(command, settings, arguments), new ProcessSettings { RedirectStandardOutput = true },
            process => result = processOutput(process.GetStandardOutput()));
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

    private static void Append(ProcessArgumentBuilder builder, PropertyInfo property, object? value)
    {
        var flag = "--" + FlagNames.Of(property.Name);
        if (property.GetCustomAttribute<AutoPropertyAttribute>()?.Format is { } format)
        {
            if (value is not null)
            {
                builder.Append(string.Format(CultureInfo.InvariantCulture, format, FlagNames.Of(property.Name), value));
            }

            return;
        }

        switch (value)
        {
            case true:
                builder.Append(flag);
                break;
            case string text when property.Name == "Password":
                builder.AppendSwitchQuotedSecret(flag, text);
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
            case TimeSpan time:
                builder.Append($"{flag} {FlagNames.Of(time)}");
                break;
        }
    }
}
