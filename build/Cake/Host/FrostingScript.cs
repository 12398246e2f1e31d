using System.Reflection;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.Scripting;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;

namespace MeshBuild.Cake;

/// <summary>Makes the engine's tasks out of the program's classes.</summary>
internal sealed class FrostingScript(IServiceProvider provider)
{
    /// <summary>The program's context, or a plain one.</summary>
    public IFrostingContext Context { get; } =
        provider.GetService<IFrostingContext>() ?? new FrostingContext(provider.GetRequiredService<ICakeContext>());

    /// <summary>Adds the tasks, and the setup and the teardown of a run that is real.</summary>
    public void AddTo(IScriptHost host, bool real)
    {
        foreach (var task in provider.GetServices<IFrostingTask>())
        {
            if (ContextType(task).IsInstanceOfType(Context))
            {
                Add(host, task);
            }
            else
            {
                provider.GetRequiredService<ICakeLog>().Warning($"The task {Name(task.GetType())} asks for another context and is left out.");
            }
        }

        if (real && provider.GetService<IFrostingLifetime>() is { } lifetime)
        {
            host.Setup(setup => lifetime.Setup(Context, setup));
            host.Teardown(teardown => lifetime.Teardown(Context, teardown));
        }
    }

    private void Add(IScriptHost host, IFrostingTask task)
    {
        var type = task.GetType();
        var builder = host.Task(Name(type));
        if (type.GetCustomAttribute<TaskDescriptionAttribute>() is { } description)
        {
            builder.Description(description.Description);
        }

        foreach (var dependency in type.GetCustomAttributes<IsDependentOnAttribute>())
        {
            builder.IsDependentOn(Name(dependency.Task));
        }

        builder.WithCriteria(() => task.ShouldRun(Context), task.SkippedMessage);
        // A task that only gathers others has no action, which the report tells from one that ran.
        if (Overrides(type, nameof(FrostingTask<>.Run)) && Overrides(type, nameof(IFrostingTask.RunAsync)))
        {
            builder.Does(async () => await task.RunAsync(Context));
        }

        if (Overrides(type, nameof(IFrostingTask.OnError)))
        {
            builder.OnError(failure => task.OnError(failure, Context));
        }

        if (Overrides(type, nameof(IFrostingTask.Finally)))
        {
            builder.Finally(() => task.Finally(Context));
        }
    }

    private static string Name(Type task) => task.GetCustomAttribute<TaskNameAttribute>()?.Name ?? task.Name;

    // As Cake.Frosting has it: the context's type is that of the immediate base class.
    private static Type ContextType(IFrostingTask task) =>
        task.GetType().BaseType is { } parent && IsTaskBase(parent) ? parent.GetGenericArguments()[0] : typeof(ICakeContext);

    private static bool Overrides(Type type, string method) =>
        !type.GetMethods().Any(found => found.Name == method && found.DeclaringType is { } declaring && IsTaskBase(declaring));

    private static bool IsTaskBase(Type type) => type.IsGenericType &&
        (type.GetGenericTypeDefinition() == typeof(FrostingTask<>) || type.GetGenericTypeDefinition() == typeof(AsyncFrostingTask<>));
}
