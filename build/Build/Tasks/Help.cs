using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Build.Tasks;

[TaskDescription("the targets, the settings, and where each setting's value came from")]
public sealed class Help : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        context.Reporter.Say("./build.sh --target=TARGET [--SETTING=VALUE …]      also: --tree --description --dryrun --exclusive --verbosity");
        context.Reporter.Table(new Table(["TARGET", "DOES"], [.. Targets.All.Select(target => new[] { target.Key, Targets.Description(target.Value) })]));
        context.Reporter.Table(new Table(["SETTING", "VALUE", "FROM", "MEANS", "VALID"], [.. context.Reading.Values.Select(value => new[]
        {
            "--" + value.Definition.Name, value.Text ?? "-", value.Where, value.Definition.Description, value.Definition.Valid,
        })]));
    }
}
