using MeshBuild.Rehearsal.StandIn.Addons;
using MeshBuild.Rehearsal.StandIn.Discovery;
using MeshBuild.Rehearsal.StandIn.Istioctl;
using MeshBuild.Rehearsal.StandIn.Release;

return args switch
{
    ["pack", "--output", var folder] => await PackAsync(folder),
    ["discovery", ..] => await Istiod.RunAsync(),
    ["addon", var name] when AddonServer.Names.Contains(name) => await AddonServer.RunAsync(name),
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
    Console.Error.WriteLine("usage: pack --output FOLDER | discovery | addon NAME | istioctl COMMAND");
    return 64;
}
