using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Istio;

/// <summary>InstallIstio: what must hold before, istioctl's installation, and the components one by one after it.</summary>
public sealed class IstioInstallation(ICluster cluster, IIstioctl istioctl, InventoryStore inventory, IReporter reporter, TimeProvider time)
{
    private const string Target = "InstallIstio";
    // istioctl ends its own wait a moment before the run ends, so that there is time to say why.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    /// <summary>Installs the release and the profile unless they are there and healthy.</summary>
    /// <exception cref="MeshException">The cluster does not fit, another version is there, or a component is not ready: which, and why.</exception>
    public async Task EnsureAsync(MeshSettings settings, Deadline deadline)
    {
        var version = cluster.VersionAsync(deadline.Token);
        var record = cluster.FindAsync(ResourceTypes.IstioOperators, ControlPlane.Namespace, "installed-state", deadline.Token);
        var deployments = cluster.ListAsync(ResourceTypes.Deployments, ControlPlane.Namespace, null, deadline.Token);
        var known = inventory.FindAsync(deadline.Token);
        await Task.WhenAll(version, record, deployments, known);
        if (IstioVersions.Check(settings.IstioVersion, await version) is { } warning)
        {
            reporter.Warn(warning);
        }

        var installed = Installed.Of(await record, (await deployments).Items);
        if (installed is { } other && (other.Version != settings.IstioVersion || other.Profile != settings.IstioProfile))
        {
            throw new MeshException(
                $"Istio {other.Version} with the profile {other.Profile} is installed; {settings.IstioVersion} with {settings.IstioProfile} is asked for. Nothing was changed.",
                $"Say --istio-version={other.Version} --istio-profile={other.Profile} to go on with it, or run --target=Purge first.");
        }

        if (installed is { IsHealthy: true } && (await record)?.IsTerminating == false)
        {
            reporter.Say($"Istio {settings.IstioVersion} with the profile {settings.IstioProfile} is installed and healthy");
            return;
        }

        await PrepareAsync(installed, await known, deadline);
        await RaiseAsync(settings.IstioProfile, (await deployments).Items, deadline.Token);
        await InstallAsync(settings, deadline);
        await new RolloutWait(cluster, reporter).ReadyAsync(ControlPlane.Namespace, ControlPlane.Components(settings.IstioProfile), deadline);
        reporter.Say($"Istio {settings.IstioVersion} with the profile {settings.IstioProfile}: installed, every component is ready");
        await new RefusedPods(cluster, reporter, time).RetryAsync(deadline.Token);
    }

    private async Task PrepareAsync(Installed? installed, Inventory? known, Deadline deadline)
    {
        var precheck = istioctl.PrecheckAsync(deadline.Token);
        var @namespace = await cluster.FindAsync(ResourceTypes.Namespaces, null, ControlPlane.Namespace, deadline.Token);
        if (@namespace is { IsTerminating: true })
        {
            reporter.Say($"namespace/{ControlPlane.Namespace} is still being deleted: waiting until it is gone");
            await new NamespaceGate(cluster, reporter).WaitUntilGoneAsync(ControlPlane.Namespace, deadline);
            @namespace = null;
        }

        Precheck.Read(await precheck, reporter);
        var created = new List<ObjectIdentity>();
        // What is there and not noted is not ours, and Purge leaves it.
        if (installed is null && !Knows(known, ControlPlane.Record))
        {
            created.Add(ControlPlane.Record);
        }

        if (@namespace is null)
        {
            created.Add(ControlPlane.NamespaceIdentity);
        }

        await inventory.RecordAsync(created, Target, deadline.Token);
    }

    // A component that was scaled to nothing stays there where an autoscaler, which such a one switches off, decides on its replicas.
    private async Task RaiseAsync(string profile, IReadOnlyList<KubeObject> deployments, CancellationToken cancellation)
    {
        foreach (var component in ControlPlane.Components(profile).Where(component => deployments.Any(found => found.Name == component.Name && (long?)found.At("spec", "replicas") == 0)))
        {
            var patch = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 1 } };
            await cluster.PatchAsync(ResourceTypes.Deployments, ControlPlane.Namespace, component.Name, patch, cancellation);
            reporter.Say($"deployment/{component.Name}: scaled from 0 to 1");
        }
    }

    private async Task InstallAsync(MeshSettings settings, Deadline deadline)
    {
        var output = await RunAsync(settings.IstioProfile, deadline);
        if (output.Succeeded)
        {
            return;
        }

        var missing = ControlPlane.Components(settings.IstioProfile).ToList();
        var deployments = (await cluster.ListAsync(ResourceTypes.Deployments, ControlPlane.Namespace, null, deadline.Token)).Items;
        missing.RemoveAll(component => deployments.Any(found => found.Name == component.Name && RolloutState.Of(found).IsDone));
        var said = InstallLines(output.StandardError + output.StandardOutput);
        if (missing.Count == 0)
        {
            throw new MeshException($"istioctl install ended with exit code {output.ExitCode}:\n{said}", "Mend what it names and run the same command again.");
        }

        var explanation = await new Diagnosis(cluster).ExplainAsync(ControlPlane.Namespace, missing);
        throw new MeshException(
            $"istioctl install ended with exit code {output.ExitCode}; not ready: {string.Join(", ", missing.Select(component => component.Name))}\n{explanation.Cause}\n{said}",
            explanation.Remedy + "\nThen run the same command again.");
    }

    // istioctl waits for one component after the other, each with its own limit: the run's deadline may come first.
    private async Task<ToolOutput> RunAsync(string profile, Deadline deadline)
    {
        var left = deadline.Left - Margin;
        try
        {
            return await istioctl.InstallAsync(profile, left > Margin ? left : Margin, Progress(), deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.Reached)
        {
            var explanation = await new Diagnosis(cluster).ExplainAsync(ControlPlane.Namespace, ControlPlane.Components(profile));
            throw new MeshException(explanation.Cause, explanation.Remedy);
        }
        finally
        {
            reporter.Waiting(new Dictionary<string, string>());
        }
    }

    // istioctl's own lines: what is done stays, what is going on is shown as such.
    private Action<string> Progress()
    {
        var going = new Dictionary<string, string>();
        return line =>
        {
            lock (going)
            {
                var text = line.Trim();
                if (text.StartsWith('✔') && text.EndsWith(" installed", StringComparison.Ordinal))
                {
                    going.Remove(text.TrimStart('✔', ' ')[..^" installed".Length]);
                    reporter.Waiting(going);
                    reporter.Say(text.TrimStart('✔', ' '));
                }
                else if (text.StartsWith("- Processing resources for ", StringComparison.Ordinal) && !text.Contains(','))
                {
                    going[text["- Processing resources for ".Length..].Split('.')[0]] = "is being installed";
                    reporter.Waiting(going);
                }
                else if (text.Length > 0)
                {
                    reporter.Detail(text);
                }
            }
        };
    }

    private static string InstallLines(string output) => string.Join('\n', output.Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.StartsWith("Error", StringComparison.OrdinalIgnoreCase) || line.StartsWith('✘'))
        .Distinct().TakeLast(6).Select(line => "  istioctl: " + line));

    private static bool Knows(Inventory? inventory, ObjectIdentity identity) =>
        inventory?.Objects.Any(entry => entry.Identity == identity) ?? false;

    private sealed record Installed(string Version, string Profile, bool IsHealthy)
    {
        public static Installed? Of(KubeObject? record, IReadOnlyList<KubeObject> deployments)
        {
            if (record is null)
            {
                return null;
            }

            var profile = (string?)record.At("spec", "profile") ?? "default";
            var healthy = ControlPlane.Components(profile).All(component =>
                deployments.FirstOrDefault(found => found.Name == component.Name) is { } found && IsRunning(found));
            return new Installed((string?)record.At("spec", "tag") ?? Tag(deployments), profile, healthy);
        }

        // No replica is what a rollout to none ends with: complete, and of no use.
        private static bool IsRunning(KubeObject deployment) =>
            RolloutState.Of(deployment).IsDone && ((long?)deployment.At("status", "availableReplicas") ?? 0) > 0;

        private static string Tag(IReadOnlyList<KubeObject> deployments) =>
            ((string?)(deployments.FirstOrDefault(found => found.Name == "istiod")?.At("spec", "template", "spec", "containers") as JsonArray)?[0]?["image"])
                ?.Split(':')[^1] ?? "of an unknown version";
    }
}
