using System.Reflection;
using Cake.Cli;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.IO;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;

namespace MeshBuild.Cake;

/// <summary>The services of a run: the engine's, then what the program registered, then its tasks.</summary>
internal sealed class HostServices(IReadOnlyList<Action<IServiceCollection>> registrations, IReadOnlyList<Assembly> assemblies)
{
    public ServiceProvider Build(ICakeArguments arguments)
    {
        var services = new ServiceCollection();
        services.AddCakeDiagnostics();
        services.UseCakeDefaultModules();
        services.AddSingleton(arguments);
        services.AddSingleton(provider => Configuration(provider, arguments));
        foreach (var task in Tasks())
        {
            services.AddSingleton(typeof(IFrostingTask), task);
        }

        foreach (var register in registrations)
        {
            register(services);
        }

        return services.BuildServiceProvider();
    }

    private IEnumerable<Type> Tasks() => assemblies.SelectMany(assembly => assembly.GetExportedTypes())
        .Where(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(IFrostingTask)));

    private static ICakeConfiguration Configuration(IServiceProvider provider, ICakeArguments arguments) =>
        new CakeConfigurationProvider(provider.GetRequiredService<IFileSystem>(), provider.GetRequiredService<ICakeEnvironment>())
            .CreateConfiguration(provider.GetRequiredService<ICakeEnvironment>().WorkingDirectory,
                arguments.GetArguments().ToDictionary(pair => pair.Key, pair => pair.Value.FirstOrDefault() ?? "", StringComparer.OrdinalIgnoreCase));
}
