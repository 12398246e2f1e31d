using Cake.Core;
using Cake.Helm.Lint;

namespace Cake.Helm;

/// <summary>The helm commands that this project calls.</summary>
public static class HelmAliases
{
    public static void HelmLint(this ICakeContext context, HelmLintSettings settings, string path) =>
        new HelmTool<HelmLintSettings>(context.FileSystem, context.Environment, context.ProcessRunner, context.Tools).Run("lint", settings, [path]);
}
