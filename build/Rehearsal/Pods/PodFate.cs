using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>What becomes of a pod's first container.</summary>
internal enum PodFate
{
    Runs,
    Completes,
    Fails,
    ImageMissing,
    Crashes,
    NeverReady,
}

/// <summary>Tells the fate from the scenario and, for pods that may end, from their command.</summary>
internal static partial class PodFates
{
    public static PodFate Of(StoredObject pod, Scenario scenario)
    {
        var app = pod.Labels.GetValueOrDefault("app");
        if (Scenario.Concerns(scenario.ImagePull, pod.Name, app))
        {
            return PodFate.ImageMissing;
        }

        if (Scenario.Concerns(scenario.Crash, pod.Name, app))
        {
            return PodFate.Crashes;
        }

        if (Scenario.Concerns(scenario.NeverReady, pod.Name, app))
        {
            return PodFate.NeverReady;
        }

        var container = pod.Json.Each("spec", "containers").FirstOrDefault();
        var command = string.Join(' ', container.Each("command").Concat(container.Each("args")).Select(part => part.Text()));
        return pod.Json.Text("spec", "restartPolicy") switch
        {
            "Never" => Failing().IsMatch(command) ? PodFate.Fails : Lasting().IsMatch(command) ? PodFate.Runs : PodFate.Completes,
            "OnFailure" => Failing().IsMatch(command) ? PodFate.Crashes : Lasting().IsMatch(command) ? PodFate.Runs : PodFate.Completes,
            _ => PodFate.Runs,
        };
    }

    [GeneratedRegex(@"\bexit [1-9]|^(/bin/)?false\b")]
    private static partial Regex Failing();

    [GeneratedRegex(@"\bsleep (infinity|inf|\d{3,})\b|\btail -f\b")]
    private static partial Regex Lasting();
}
