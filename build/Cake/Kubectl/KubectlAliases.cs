using Cake.Core;

namespace Cake.Kubectl;

/// <summary>The kubectl commands that this project calls.</summary>
public static class KubectlAliases
{
    public static void KubectlApply(this ICakeContext context, KubectlApplySettings settings) =>
        Runner<KubectlApplySettings>(context).Run("apply", settings, []);

    public static void KubectlVersion(this ICakeContext context, KubectlVersionSettings settings) =>
        Runner<KubectlVersionSettings>(context).Run("version", settings, []);

    private static GenericRunner<T> Runner<T>(ICakeContext context)
        where T : AutoToolSettings, new() =>
        new(context.FileSystem, context.Environment, context.ProcessRunner, context.Tools);
}
