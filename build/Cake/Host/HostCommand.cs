using Cake.Cli;
using Cake.Cli.Infrastructure;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Scripting;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Spectre.Console.Cli;

namespace MeshBuild.Cake;

/// <summary>The one command of the host.</summary>
internal sealed class HostCommand(HostServices services) : Command<HostSettings>
{
    private const int Failed = -1;

    public override int Execute(CommandContext context, HostSettings settings, CancellationToken cancellationToken)
    {
        using var provider = services.Build(context.Remaining.ToCakeArguments(settings.Targets));
        var log = provider.GetRequiredService<ICakeLog>();
        try
        {
            return Run(provider, settings, log);
        }
        // The boundary of the program: whatever a task threw ends the run with its status.
        catch (Exception failure)
        {
            log.LogException(failure is AggregateException { InnerExceptions: [var only] } ? only : failure);
            return Failed;
        }
    }

    private static int Run(IServiceProvider provider, HostSettings settings, ICakeLog log)
    {
        if (settings.Version || settings.Info)
        {
            var console = provider.GetRequiredService<IConsole>();
            var resolver = new VersionResolver();
            new VersionFeature(resolver).Run(console);
            if (settings.Info)
            {
                new InfoFeature(resolver).Run(console);
            }

            return 0;
        }

        if (settings.Verbosity is { } verbosity)
        {
            log.Verbosity = verbosity;
        }

        if (settings.WorkingDirectory is { } directory)
        {
            var environment = provider.GetRequiredService<ICakeEnvironment>();
            environment.WorkingDirectory = new DirectoryPath(directory).MakeAbsolute(environment);
        }

        var script = new FrostingScript(provider);
        var host = Host(provider, settings, script.Context);
        script.AddTo(host, settings is { Tree: false, Description: false, DryRun: false });
        if (settings.Exclusive)
        {
            host.Settings.UseExclusiveTarget();
        }

        host.Settings.SetTargets(settings.Targets);
        host.RunTargetsAsync(settings.Targets).GetAwaiter().GetResult();
        return 0;
    }

    private static ScriptHost Host(IServiceProvider provider, HostSettings settings, IFrostingContext context)
    {
        var engine = provider.GetRequiredService<ICakeEngine>();
        var log = provider.GetRequiredService<ICakeLog>();
        if (settings.Description)
        {
            return new DescriptionScriptHost(engine, context, provider.GetRequiredService<IAnsiConsole>());
        }

        if (settings.Tree)
        {
            return new TreeScriptHost(engine, context, provider.GetRequiredService<IConsole>());
        }

        return settings.DryRun
            ? new DryRunScriptHost<IFrostingContext>(engine, context, log)
            : new BuildScriptHost<IFrostingContext>(engine, provider.GetRequiredService<IExecutionStrategy>(), context,
                provider.GetRequiredService<ICakeReportPrinter>(), provider.GetRequiredService<ICakeConfiguration>(), log);
    }
}
