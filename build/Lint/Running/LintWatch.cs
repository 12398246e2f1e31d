using System.Diagnostics;
using System.Threading.Channels;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Reports;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Lint.Running;

/// <summary>Looks again whenever a manifest changes. Plain files only: charts and kustomizations stay as they were rendered.</summary>
public sealed class LintWatch(MeshSettings settings, RepeatedLint lint, IReporter reporter)
{
    /// <summary>Goes on until it is cancelled, which is its proper end.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var changes = Channel.CreateUnbounded<string>();
        using var watcher = new FileSystemWatcher(settings.Manifests) { IncludeSubdirectories = true };
        FileSystemEventHandler note = (_, change) => changes.Writer.TryWrite(change.FullPath);
        watcher.Changed += note;
        watcher.Created += note;
        watcher.Deleted += note;
        watcher.Renamed += (_, change) => changes.Writer.TryWrite(change.FullPath);
        watcher.EnableRaisingEvents = true;
        reporter.Say("watching; Ctrl-C ends it");
        while (!cancellation.IsCancellationRequested && await changes.Reader.WaitToReadAsync(cancellation))
        {
            var started = Stopwatch.GetTimestamp();
            var paths = new HashSet<string>();
            while (changes.Reader.TryRead(out var path))
            {
                paths.Add(path);
            }

            Show(Again(paths, cancellation), Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>Reads again what changed, and judges what that may concern.</summary>
    /// <param name="changed">The paths, absolute; some may be of no manifest.</param>
    /// <param name="cancellation">Ends it.</param>
    public LintResult Again(IReadOnlyCollection<string> changed, CancellationToken cancellation)
    {
        // A folder that came or went tells nothing of its files.
        var present = changed.Any(path => !ManifestFolder.IsManifest(path)) ? ManifestSet.PlainFiles(settings).ToHashSet() : null;
        var paths = changed.Where(ManifestFolder.IsManifest);
        if (present is not null)
        {
            paths = paths.Concat(present.Except(lint.Files.Keys)).Concat(lint.Files.Where(known => known.Value.Source.Path is not null && !present.Contains(known.Key)).Select(known => known.Key));
        }

        return lint.Check(paths.Distinct().Where(path => lint.Files.ContainsKey(path) || IsPlain(path))
            .ToDictionary(path => path, path => File.Exists(path) ? FileReader.Read(path, Path.GetRelativePath(settings.Root, path)) : null), cancellation);
    }

    // Not a part of a chart or of a kustomization, nor of an image's sources.
    private bool IsPlain(string path) => ManifestSet.PlainFiles(settings).Contains(path);

    private void Show(LintResult result, TimeSpan took)
    {
        foreach (var finding in result.Findings)
        {
            reporter.Say(FindingText.Of(finding));
        }

        reporter.Say($"{Summary.Of(result)} ({took.TotalMilliseconds:0} ms)");
    }
}
