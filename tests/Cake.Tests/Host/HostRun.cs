using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace MeshBuild.Cake.Tests.Host;

/// <summary>One run of the host over the tasks of this assembly that accept a context.</summary>
internal sealed record HostRun(int Status, IReadOnlyList<string> Journal, IReadOnlyList<string> Log, string Console, CakeReport? Report)
{
    public static HostRun Of<TContext>(params string[] args)
        where TContext : JournalContext =>
        Of<TContext>(host => host, args);

    public static HostRun Of<TContext>(Func<CakeHost, CakeHost> configure, params string[] args)
        where TContext : JournalContext
    {
        var journal = new Journal();
        var log = new RecordingLog();
        var console = new RecordingConsole();
        var printer = new RecordingReportPrinter();
        using var screen = new StringWriter();
        var ansi = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(screen) });
        ansi.Profile.Width = 200;
        var host = CakeHost.Create()
            .AddAssembly(typeof(HostRun).Assembly)
            .ConfigureServices(services => services
                .AddSingleton(journal)
                .AddSingleton<ICakeLog>(log)
                .AddSingleton<IConsole>(console)
                .AddSingleton(ansi)
                .AddSingleton<ICakeReportPrinter>(printer))
            .UseContext<TContext>();
        var status = configure(host).Run(args);
        return new HostRun(status, journal.Entries, log.Lines, console.Text + screen, printer.Report);
    }
}
