using System.Collections;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;
using MeshBuild.Build;
using MeshBuild.Build.CommandLine;
using MeshBuild.Build.Terminal;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Settings;
using Microsoft.Extensions.DependencyInjection;

var arguments = BuildArguments.Parse(args);
var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
var reporter = TerminalReporter.For(environment, arguments.IsDiagnostic);
try
{
    Targets.Check(arguments.Targets);
    var reading = SettingsReader.Read(new SettingsInput(Environment.CurrentDirectory, arguments.Settings, environment));
    using var run = new Run(arguments, reading, reporter, TimeProvider.System);
    var status = CakeHost.Create()
        .ConfigureServices(services => services
            .AddSingleton(run)
            .AddSingleton<ICakeLog>(new ReporterLog(reporter))
            .AddSingleton<ICakeReportPrinter>(new RunReportPrinter(run)))
        .UseContext<BuildContext>()
        .UseLifetime<BuildLifetime>()
        .Run(arguments.Host);
    return Outcome.Of(run, status, reporter);
}
catch (ConfigurationException failure)
{
    reporter.Fail(failure.Message, failure.Remedy);
    return ExitStatus.Misconfigured;
}
