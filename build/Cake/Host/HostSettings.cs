using System.ComponentModel;
using Cake.Cli;
using Cake.Core.Diagnostics;
using Spectre.Console.Cli;

namespace MeshBuild.Cake;

/// <summary>The host's own options; every other option reaches the build's arguments.</summary>
internal sealed class HostSettings : CommandSettings
{
    [CommandOption("-t|--target|--Target <TARGET>")]
    [Description("The target to run.")]
    [DefaultValue(new[] { "Default" })]
    public string[] Targets { get; set; } = [];

    [CommandOption("-w|--working <DIRECTORY>")]
    [Description("The working directory.")]
    public string? WorkingDirectory { get; set; }

    [CommandOption("-v|--verbosity <VERBOSITY>")]
    [Description("quiet, minimal, normal, verbose or diagnostic.")]
    [TypeConverter(typeof(VerbosityConverter))]
    public Verbosity? Verbosity { get; set; }

    [CommandOption("--description|--descriptions|--showdescription|--showdescriptions")]
    [Description("Shows the targets.")]
    public bool Description { get; set; }

    [CommandOption("--tree|--showtree")]
    [Description("Shows what each target depends on.")]
    public bool Tree { get; set; }

    [CommandOption("--dryrun|--noop|--whatif")]
    [Description("Shows what would run.")]
    public bool DryRun { get; set; }

    [CommandOption("-e|--exclusive")]
    [Description("Runs the target without what it depends on.")]
    public bool Exclusive { get; set; }

    [CommandOption("--version|--ver")]
    [Description("Shows the version.")]
    public bool Version { get; set; }

    [CommandOption("--info")]
    [Description("Shows the versions of the program and of Cake.")]
    public bool Info { get; set; }
}
