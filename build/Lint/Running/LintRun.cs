using DiffPlex.Renderer;
using MeshBuild.Lint.Fixing;
using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Reports;
using MeshBuild.Lint.Rules;
using MeshBuild.Lint.Silencing;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Lint.Running;

/// <summary>One run of Lint: reads, judges, mends when it is asked to, and says what is left.</summary>
public sealed class LintRun(MeshSettings settings, IKubectl kubectl, IHelm helm, Func<ICluster> cluster, IReporter reporter)
{
    private readonly LintSettings _asked = settings.Lint;

    /// <summary>Does what the settings ask for, once.</summary>
    /// <exception cref="MeshException">Something was found that makes the run fail.</exception>
    /// <exception cref="ConfigurationException">There is no rule of a code that the settings name.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (_asked.Explain is { } code)
        {
            reporter.Say(RulePage.Of(Known(code)).TrimEnd());
            return;
        }

        var (_, result) = await CheckAsync(LinterOf(), await LiveAsync(cancellation), cancellation);
        if (Fails(result))
        {
            throw new MeshException(Summary.Of(result), $"Mend the lines above and run the same command again; nothing was applied. --explain={result.Findings[0].Rule.Code} tells more of a rule.");
        }

        reporter.Say(Summary.Of(result));
    }

    /// <summary>Does it again whenever a manifest changes, until it is cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        var (linter, live) = (LinterOf(), await LiveAsync(cancellation));
        var (files, result) = await CheckAsync(linter, live, cancellation);
        reporter.Say(Summary.Of(result));
        await new LintWatch(settings, new RepeatedLint(linter, live, files, result), reporter).RunAsync(cancellation);
    }

    private async Task<(IReadOnlyList<ManifestFile> Files, LintResult Result)> CheckAsync(Linter linter, IReadOnlyList<Manifest> live, CancellationToken cancellation)
    {
        var files = await ReadAsync(cancellation);
        var result = linter.Check(files, live, cancellation);
        if (_asked.Fix && await MendAsync(result, cancellation))
        {
            files = await ReadAsync(cancellation);
            result = linter.Check(files, live, cancellation);
        }

        await ShowAsync(result, cancellation);
        return (files, result);
    }

    private async Task<IReadOnlyList<Manifest>> LiveAsync(CancellationToken cancellation)
    {
        if (!_asked.Live)
        {
            return [];
        }

        var live = await new LiveObjects(cluster()).ReadAsync(cancellation);
        reporter.Say($"{Summary.Some(live.Count, "object")} of the cluster taken into account");
        return live;
    }

    private Linter LinterOf()
    {
        var silences = Silence.Parse(_asked.Ignore ?? "");
        foreach (var silence in silences)
        {
            Known(silence.Code);
        }

        var options = new LintOptions
        {
            Namespace = settings.Namespace,
            IsInjected = settings.Injection != InjectionMode.None,
            KubernetesMinor = _asked.KubernetesMinor,
            Profile = settings.IstioProfile,
            LocalImages = [.. ImageCatalog.Read(settings.Manifests, settings.BuildArgs).Select(image => image.Name)],
        };
        return new Linter(options, new Silences(silences), settings.Parallelism);
    }

    private Task<IReadOnlyList<ManifestFile>> ReadAsync(CancellationToken cancellation) => new ManifestSet(kubectl, helm).ReadAsync(settings, cancellation);

    private async Task<bool> MendAsync(LintResult result, CancellationToken cancellation)
    {
        var mended = FileMending.Of(result.Findings);
        foreach (var (source, text) in mended)
        {
            await FileMending.WriteAsync(source, text, cancellation);
            reporter.Say(UnidiffRenderer.GenerateUnidiff(source.Text, text, source.Name, source.Name, ignoreWhitespace: false).TrimEnd());
        }

        reporter.Say(mended.Count > 0 ? $"{Summary.Some(mended.Count, "file")} mended" : "nothing that has one safe mending");
        return mended.Count > 0;
    }

    private async Task ShowAsync(LintResult result, CancellationToken cancellation)
    {
        foreach (var finding in result.Findings)
        {
            reporter.Say(FindingText.Of(finding));
            if (finding.Severity == Severity.Error && _asked.Format != LintFormat.GitHub)
            {
                reporter.Annotate(finding.Place.Source.Name, finding.Place.Line, finding.Place.Column, $"{finding.Rule.Code}: {finding.What}");
            }
        }

        foreach (var line in _asked.Format == LintFormat.GitHub ? GitHubAnnotations.Of(result) : [])
        {
            reporter.Say(line);
        }

        if (ReportFormat.Of(_asked.Format) is { } format)
        {
            Directory.CreateDirectory(settings.Output);
            var path = Path.Combine(settings.Output, format.FileName);
            await File.WriteAllTextAsync(path, format.Write(result), cancellation);
            reporter.Say($"written to {Path.GetRelativePath(settings.Root, path)}");
        }
    }

    private bool Fails(LintResult result) => result.Reaches(Enum.Parse<Severity>(_asked.FailOn, ignoreCase: true));

    private static Rule Known(string code) => RuleCatalog.Find(code) ?? throw new ConfigurationException(
        $"there is no rule {code}{NearestMatch.Suggestion(code, RuleCatalog.All.Select(rule => rule.Code))}",
        $"The rules are: {string.Join(", ", RuleCatalog.All.Select(rule => rule.Code))}.");
}
