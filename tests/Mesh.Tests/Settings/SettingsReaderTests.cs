using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Tests.Settings;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SettingsReaderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;
    private readonly Dictionary<string, string> _environment = [];

    public SettingsReaderTests() => Directory.CreateDirectory(Path.Combine(_root, "manifests"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Without_anything_the_defaults_hold()
    {
        var settings = Read().Settings;
        settings.Namespace.ShouldBe("default");
        settings.IstioVersion.ShouldBe("1.10.0");
        settings.Timeout.ShouldBe(TimeSpan.FromMinutes(10));
        settings.Addons.ShouldBe(["grafana", "jaeger", "kiali", "prometheus"]);
        settings.Push.ShouldBeTrue();
        settings.Manifests.ShouldBe(Path.Combine(_root, "manifests"));
        settings.Registry.ShouldBeNull();
    }

    [Test]
    public void The_command_line_wins_over_the_environment_and_that_over_the_file()
    {
        File("timeout: 1m\nnamespace: file\nregistry: file.example.com\n");
        _environment["MESH_TIMEOUT"] = "2m";
        _environment["MESH_NAMESPACE"] = "environment";

        var reading = Read(("timeout", "3m"));

        reading.Settings.Timeout.ShouldBe(TimeSpan.FromMinutes(3));
        reading.Settings.Namespace.ShouldBe("environment");
        reading.Settings.Registry.ShouldBe("file.example.com");
        Where(reading, "timeout").ShouldBe("--timeout");
        Where(reading, "namespace").ShouldBe("MESH_NAMESPACE");
        Where(reading, "registry").ShouldBe("mesh.yaml:3:1");
        Where(reading, "istio-version").ShouldBe("default");
    }

    [TestCase("namspace", "unknown argument --namspace; did you mean --namespace?")]
    [TestCase("isto-version", "unknown argument --isto-version; did you mean --istio-version?")]
    [TestCase("qqqqqqqq", "unknown argument --qqqqqqqq")]
    public void An_unknown_argument_is_refused_with_the_nearest(string name, string message) =>
        Refused((name, "x")).ShouldBe(message);

    [Test]
    public void Dashboard_and_Trace_are_asked_by_settings_like_any_other()
    {
        Read().Settings.Dashboard.ShouldBe(new DashboardSettings { Which = "kiali", Port = null });
        Read().Settings.Trace.Request.ShouldBeNull();

        var settings = Read(("which", "jaeger"), ("port", "16687"), ("request", "https://example.com/car?a=b")).Settings;
        settings.Dashboard.ShouldBe(new DashboardSettings { Which = "jaeger", Port = 16687 });
        settings.Trace.Request.ShouldBe(new Uri("https://example.com/car?a=b"));
    }

    [TestCase("which", "kiwi", "kiali, grafana, jaeger or prometheus")]
    [TestCase("port", "65536", "1 to 65535")]
    [TestCase("port", "0", "1 to 65535")]
    [TestCase("request", "/car", "an http or https URL")]
    [TestCase("request", "ftp://example.com", "an http or https URL")]
    public void What_Dashboard_and_Trace_cannot_take_is_refused(string name, string value, string valid) =>
        Refused((name, value)).ShouldStartWith($"--{name}: {value} is not a valid {name}; valid: {valid}");

    [Test]
    public void Lint_is_asked_by_settings_like_any_other()
    {
        File("ignore:\n  - MB116 we pin by digest\n  - MB106 it only calls others\n");

        var lint = Read(("fail-on", "warning"), ("format", "sarif"), ("explain", "mb301"), ("kubernetes-version", "v1.22.3"), ("fix", "true")).Settings.Lint;

        lint.ShouldBe(new LintSettings
        {
            FailOn = "warning",
            Format = LintFormat.Sarif,
            Explain = "MB301",
            Fix = true,
            Ignore = "MB116 we pin by digest,MB106 it only calls others",
            KubernetesMinor = 22,
        });
    }

    [TestCase("fail-on", "never")]
    [TestCase("format", "xml")]
    [TestCase("explain", "301")]
    [TestCase("ignore", "MB116")]
    [TestCase("kubernetes-version", "1.17")]
    [TestCase("kubernetes-version", "1.25")]
    [TestCase("timeout", "0s")]
    [TestCase("timeout", "25h")]
    [TestCase("timeout", "soon")]
    [TestCase("timeout", "")]
    [TestCase("parallelism", "0")]
    [TestCase("parallelism", "65")]
    [TestCase("parallelism", "two")]
    [TestCase("namespace", "Upper")]
    [TestCase("namespace", "istio-system")]
    [TestCase("namespace", "kube-system")]
    [TestCase("istio-version", "1.10")]
    [TestCase("istio-digest", "sha256:12")]
    [TestCase("istio-digest", "md5:00000000000000000000000000000000")]
    [TestCase("injection", "maybe")]
    [TestCase("registry", "http://registry")]
    [TestCase("tag", "a b")]
    [TestCase("push", "perhaps")]
    [TestCase("build-args", "no-equals")]
    [TestCase("istio-source", "ftp://x")]
    public void A_value_out_of_range_is_refused_with_what_is_valid(string name, string text)
    {
        var valid = SettingDefinitions.All.Single(definition => definition.Name == name).Valid;
        Refused((name, text)).ShouldBe($"--{name}: {text} is not a valid {name}; valid: {valid}");
    }

    [Test]
    public void An_unknown_addon_is_refused_with_the_nearest() => Refused(("addons", "grafana,kialy")).ShouldStartWith("--addons: unknown addon kialy; did you mean kiali?");

    [TestCase("none", "")]
    [TestCase("kiali, grafana", "kiali grafana")]
    public void Addons_are_chosen(string text, string expected) => string.Join(' ', Read(("addons", text)).Settings.Addons).ShouldBe(expected);

    [TestCase("90s", 90)]
    [TestCase("1h30m", 5400)]
    [TestCase("2m5s", 125)]
    [TestCase("24h", 86400)]
    public void Durations_are_read(string text, int seconds) => Read(("timeout", text)).Settings.Timeout.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Test]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        File("nmespace: x\n");
        Refused(("timeout", "soon"), ("tga", "x")).Split('\n').ShouldBe(
        [
            "unknown argument --tga; did you mean --tag?",
            "mesh.yaml:1:1: unknown setting nmespace; did you mean namespace?",
            "--timeout: soon is not a valid timeout; valid: 1s to 24h, as in 90s, 10m, 1h30m",
        ]);
    }

    [Test]
    public void A_misspelt_variable_is_refused_and_a_foreign_one_is_not()
    {
        _environment["MESH_SOMETHING_ELSE_ENTIRELY"] = "x";
        Read();
        _environment["MESH_NAMESPCE"] = "x";
        Refused().ShouldBe("unknown variable MESH_NAMESPCE; did you mean MESH_NAMESPACE?");
    }

    [Test]
    public void The_variables_of_the_login_and_of_the_feed_are_no_settings_but_fine()
    {
        _environment["MESH_REGISTRY_USER"] = "u";
        _environment["MESH_REGISTRY_PASSWORD"] = "p";
        _environment["MESH_CAKE_FEED"] = "engine";
        Read().Settings.Registry.ShouldBeNull();
    }

    [Test]
    public void A_password_on_the_command_line_is_refused_and_not_repeated()
    {
        var message = Refused(("registry-password", "hunter2"));
        message.ShouldContain("MESH_REGISTRY_PASSWORD");
        message.ShouldNotContain("hunter2");
    }

    [Test]
    public void An_argument_given_twice_with_two_values_is_refused() =>
        Refused(("tag", "a"), ("tag", "b")).ShouldBe("--tag is given twice: a and b");

    [Test]
    public void A_broken_settings_file_is_shown_with_line_and_column()
    {
        File("timeout: [1m\n");
        Refused().ShouldStartWith("mesh.yaml:2:1:");
    }

    [Test]
    public void Folders_are_absolute_and_a_URL_stays()
    {
        Read(("output", "out")).Settings.Output.ShouldBe(Path.Combine(_root, "out"));
        Read(("tools", "cache")).Settings.Tools.ShouldBe(Path.Combine(_root, "cache"));
        Read().Settings.Tools.ShouldBe(Path.Combine(_root, "tools"));
        Read(("istio-source", "mirror")).Settings.IstioSource.ShouldBe(Path.Combine(_root, "mirror"));
        Read(("istio-source", "https://mirror.example.com/istio/")).Settings.IstioSource.ShouldBe("https://mirror.example.com/istio");
    }

    private void File(string text) => System.IO.File.WriteAllText(Path.Combine(_root, "manifests", "mesh.yaml"), text);

    private SettingsReading Read(params (string Name, string Text)[] arguments) =>
        SettingsReader.Read(new SettingsInput(_root, [.. arguments.Select(argument => KeyValuePair.Create(argument.Name, argument.Text))], _environment));

    private string Refused(params (string Name, string Text)[] arguments) =>
        Should.Throw<ConfigurationException>(() => Read(arguments)).Message;

    private static string Where(SettingsReading reading, string name) => reading.Values.Single(value => value.Definition.Name == name).Where;
}
