using System.Reflection;
using MeshBuild.Cake;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting;

/// <summary>Runs the tasks of a build program: the part of Cake.Frosting's host that this project uses, over the same engine.</summary>
public sealed class CakeHost
{
    private readonly List<Action<IServiceCollection>> _services = [];
    private readonly List<Assembly> _assemblies = [];

    public CakeHost()
    {
        if (Assembly.GetEntryAssembly() is { } entry)
        {
            _assemblies.Add(entry);
        }
    }

    public static CakeHost Create() => new();

    /// <summary>Adds an assembly whose public tasks are found, beside the entry assembly.</summary>
    public CakeHost AddAssembly(Assembly assembly)
    {
        _assemblies.Add(assembly);
        return this;
    }

    public CakeHost ConfigureServices(Action<IServiceCollection> services)
    {
        _services.Add(services);
        return this;
    }

    /// <summary>Runs what the arguments ask for.</summary>
    /// <returns>0, or -1 (exit status 255) when a task failed or the arguments are wrong.</returns>
    public int Run(IEnumerable<string> args)
    {
        var app = new CommandApp<HostCommand>();
        app.Configure(settings =>
        {
            settings.SetApplicationName(Assembly.GetEntryAssembly()?.GetName().Name ?? "build");
            settings.Settings.Registrar.RegisterInstance(new HostServices(_services, [.. _assemblies.Distinct()]));
        });
        return app.Run(args);
    }
}
