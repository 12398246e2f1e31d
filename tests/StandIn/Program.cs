using MeshBuild.StandIn.Discovery;
using MeshBuild.StandIn.Istioctl;
using MeshBuild.StandIn.Release;

return args switch
{
    ["pack", "--output", var folder] => await ReleaseArchive.PackAsync(folder, CancellationToken.None),
    ["discovery", ..] => await Istiod.RunAsync(),
    ["istioctl", .. var rest] => await IstioctlProgram.RunAsync(rest, Console.Out, Console.Error),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: StandIn pack --output FOLDER | StandIn discovery | StandIn istioctl COMMAND");
    return 64;
}
