using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshBuild.Mesh.Settings;

/// <summary>Turns the texts into settings and notes what is out of range.</summary>
internal sealed partial class SettingsBuilder(string root, IReadOnlyList<SettingValue> values, List<string> problems)
{
    private static readonly string[] KnownAddons = ["grafana", "jaeger", "kiali", "prometheus"];

    public MeshSettings Build() => Build(Header());

    private MeshSettings Build(HeaderMatch? match) => new()
    {
        Root = root,
        Context = Text("context"),
        Kubeconfig = Text("kubeconfig") is { } kubeconfig ? Path.GetFullPath(kubeconfig, root) : null,
        Namespace = Namespace(),
        Manifests = Folder("manifests"),
        IstioVersion = Match("istio-version", VersionForm()) ?? "",
        IstioProfile = Match("istio-profile", NameForm()) ?? "",
        IstioSource = Source(),
        IstioDigest = Match("istio-digest", DigestForm())?.ToLowerInvariant(),
        Addons = Addons(),
        Injection = Injection(),
        Registry = Match("registry", RegistryForm())?.TrimEnd('/'),
        Tag = Match("tag", TagForm()),
        Push = Switch("push"),
        Timeout = Duration("timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
        Parallelism = Number("parallelism", 1, 64),
        Output = Folder("output"),
        Tools = Folder("tools"),
        Yes = Switch("yes"),
        Force = Switch("force"),
        KeepWorkloads = Switch("keep-workloads"),
        Rehearse = Text("rehearse"),
        Keep = Switch("keep"),
        BuildArgs = BuildArguments(),
        Service = Match("service", NameForm()),
        Canary = Canary(match),
        Metrics = new() { Prometheus = Prometheus() },
        Fault = Fault(match),
        Egress = new() { Since = Duration("since", TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)), Write = Switch("write") },
        Dashboard = Dashboard(),
        Trace = new() { Request = Request() },
        Lint = Lint(),
    };

    private SettingValue Value(string name) => values.First(value => value.Definition.Name == name);

    private string? Text(string name) => Value(name).Text is { Length: > 0 } text ? text : null;

    private T Refuse<T>(string name, T instead)
    {
        var value = Value(name);
        problems.Add($"{value.Where}: {value.Text} is not a valid {name}; valid: {value.Definition.Valid}");
        return instead;
    }

    private string? Match(string name, Regex form) =>
        Text(name) is not { } text ? Value(name).Text is null ? null : Refuse<string?>(name, null) : form.IsMatch(text) ? text : Refuse<string?>(name, null);

    private string Folder(string name) => Path.GetFullPath(Text(name) ?? Refuse(name, "."), root);

    private string Namespace()
    {
        var name = Match("namespace", NameForm()) ?? "default";
        return name == "istio-system" || name.StartsWith("kube-", StringComparison.Ordinal) ? Refuse("namespace", name) : name;
    }

    private string? Source() => Text("istio-source") switch
    {
        null => null,
        var text when text.StartsWith("https://", StringComparison.Ordinal) || text.StartsWith("http://", StringComparison.Ordinal) => text.TrimEnd('/'),
        var text when text.Contains("://", StringComparison.Ordinal) => Refuse("istio-source", text),
        var text => Path.GetFullPath(text, root),
    };

    private IReadOnlyList<string> Addons()
    {
        var names = (Text("addons") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names is ["none"])
        {
            return [];
        }

        foreach (var name in names.Except(KnownAddons))
        {
            problems.Add($"{Value("addons").Where}: unknown addon {name}{NearestMatch.Suggestion(name, KnownAddons)}; valid: {Value("addons").Definition.Valid}");
        }

        return [.. names.Distinct()];
    }

    private InjectionMode Injection() => Text("injection") switch
    {
        "auto" => InjectionMode.Auto,
        "manual" => InjectionMode.Manual,
        "none" => InjectionMode.None,
        _ => Refuse("injection", InjectionMode.Auto),
    };

    private DashboardSettings Dashboard() => new()
    {
        Which = Text("which") is { } which && KnownAddons.Contains(which) ? which : Refuse("which", "kiali"),
        Port = Text("port") is null ? null : Number("port", 1, 65535),
    };

    private Uri? Request() => Text("request") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : Refuse<Uri?>("request", null);

    private LintSettings Lint() => new()
    {
        FailOn = Text("fail-on") is "error" or "warning" or "info" ? Text("fail-on")! : Refuse("fail-on", "error"),
        Format = Text("format") switch
        {
            "text" => LintFormat.Text,
            "json" => LintFormat.Json,
            "sarif" => LintFormat.Sarif,
            "junit" => LintFormat.JUnit,
            "github" => LintFormat.GitHub,
            _ => Refuse("format", LintFormat.Text),
        },
        Explain = Match("explain", RuleForm())?.ToUpperInvariant(),
        Fix = Switch("fix"),
        Watch = Switch("watch"),
        Live = Switch("live"),
        Ignore = Match("ignore", SilenceForm()),
        KubernetesMinor = KubernetesForm().Match(Text("kubernetes-version") ?? "") is { Success: true } version
            ? int.Parse(version.Groups["minor"].Value, CultureInfo.InvariantCulture) : Refuse("kubernetes-version", 20),
    };

    private FaultSettings Fault(HeaderMatch? match) => new()
    {
        Delay = Text("delay") is null ? null : Duration("delay", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
        Abort = Text("abort") is null ? null : Number("abort", 200, 599),
        Percent = decimal.TryParse(Text("percent"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0.1m and <= 100
            ? percent : Refuse("percent", 100m),
        Match = match,
        For = Duration("for", TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
    };

    private CanarySettings Canary(HeaderMatch? match) => new()
    {
        ImageTag = Match("image-tag", TagForm()),
        Steps = Steps(),
        Interval = Duration("interval", TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
        Match = match,
        Mirror = Number("mirror", 0, 100),
        MinRequests = Number("min-requests", 1, 1_000_000),
        MinSuccess = double.TryParse(Text("min-success"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 0 and <= 100
            ? rate : Refuse("min-success", 99d),
        MaxP99 = Duration("max-p99", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
    };

    private IReadOnlyList<int> Steps()
    {
        var steps = new List<int>();
        foreach (var text in (Text("steps") ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step is < 1 or > 100 || step <= steps.LastOrDefault())
            {
                return Refuse<IReadOnlyList<int>>("steps", [100]);
            }

            steps.Add(step);
        }

        return steps;
    }

    private Uri? Prometheus() => Text("prometheus") is not { } text ? null
        : Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && (address.Scheme is "http" or "https") ? address
        : Refuse<Uri?>("prometheus", null);

    private HeaderMatch? Header() => Text("match") is not { } match ? null
        : HeaderForm().Match(match) is { Success: true } header ? new HeaderMatch(header.Groups["name"].Value, header.Groups["value"].Value)
        : Refuse<HeaderMatch?>("match", null);

    private bool Switch(string name) => Text(name)?.ToLowerInvariant() switch
    {
        "true" => true,
        "false" => false,
        _ => Refuse(name, false),
    };

    private int Number(string name, int from, int to) =>
        int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to
            ? number
            : Refuse(name, from);

    private TimeSpan Duration(string name, TimeSpan from, TimeSpan to)
    {
        var match = DurationForm().Match(Text(name) ?? "");
        if (!match.Success || match.Length == 0)
        {
            return Refuse(name, to);
        }

        var seconds = Part("h") * 3600 + Part("m") * 60 + Part("s") + Part("ms") / 1000;
        return seconds >= from.TotalSeconds && seconds <= to.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Refuse(name, to);

        double Part(string unit) => match.Groups[unit].Success ? double.Parse(match.Groups[unit].Value, CultureInfo.InvariantCulture) : 0;
    }

    private IReadOnlyList<string> BuildArguments()
    {
        var arguments = (Text("build-args") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return arguments.All(argument => BuildArgumentForm().IsMatch(argument)) ? arguments : Refuse<IReadOnlyList<string>>("build-args", []);
    }

    [GeneratedRegex(@"^\d{1,4}\.\d{1,4}\.\d{1,4}(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex VersionForm();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
    private static partial Regex NameForm();

    [GeneratedRegex("^sha256:[0-9A-Fa-f]{64}$")]
    private static partial Regex DigestForm();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*/?$")]
    private static partial Regex RegistryForm();

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
    private static partial Regex TagForm();

    [GeneratedRegex(@"^((?<h>\d{1,6})h)?((?<m>\d{1,6})m)?((?<s>\d{1,6})s)?((?<ms>\d{1,6})ms)?$")]
    private static partial Regex DurationForm();

    [GeneratedRegex("^header:(?<name>[A-Za-z0-9!#$%&'*+.^_`|~-]+)=(?<value>.*)$")]
    private static partial Regex HeaderForm();

    [GeneratedRegex(@"^MB\d{3}$", RegexOptions.IgnoreCase)]
    private static partial Regex RuleForm();

    [GeneratedRegex(@"^MB\d{3}\s+\S.*$", RegexOptions.Singleline)]
    private static partial Regex SilenceForm();

    [GeneratedRegex(@"^v?1\.(?<minor>1[89]|2[0-4])(\.\d+)?$")]
    private static partial Regex KubernetesForm();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*=.*$")]
    private static partial Regex BuildArgumentForm();
}
