using MeshBuild.Rehearsal.StandIn.Discovery;
using MeshBuild.Rehearsal.StandIn.Istioctl;
using MeshBuild.Rehearsal.StandIn.Release;

return args switch
{
    ["pack", "--output", var folder] => await PackAsync(folder),
    ["discovery", ..] => await Istiod.RunAsync(),
    ["istioctl", .. var rest] => await IstioctlProgram.RunAsync(rest, Console.Out, Console.Error),
    _ => Usage(),
};

static async Task<int> PackAsync(string folder)
{
    Console.WriteLine(await ReleaseArchive.PackAsync(folder, CancellationToken.None));
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("usage: pack --output FOLDER | discovery | istioctl COMMAND");
    return 64;
}
