using MeshBuild.Lint.Routes.Coverage;
using static MeshBuild.Lint.Routes.Coverage.CoverageKind;

namespace MeshBuild.Lint.Tests.Routes.Coverage;

public sealed class RouteCoverageTests
{
    [Test]
    public void A_catch_all_takes_every_rule_after_it()
    {
        var finding = Only([[], [Uri(StringMatch.Prefix("/cars"))]]);
        finding.Kind.ShouldBe(UnreachableRule);
        finding.Rule.ShouldBe(1);
        finding.Match.ShouldBeNull();
        finding.TakenBy.ShouldBe([0]);
        finding.Lost.ShouldBe("all requests of rule 2");
        finding.Text.ShouldBe("no request reaches rule 2: rule 1 takes all that it asks for");
    }

    [TestCase("/")]
    [TestCase("")]
    [TestCase("/car")]
    public void A_prefix_takes_what_begins_with_it(string prefix) =>
        Unreachable([[Uri(StringMatch.Prefix(prefix))], [Uri(StringMatch.Exact("/carpet"))]]).ShouldBe([1]);

    [Test]
    public void The_specific_before_the_general_is_normal() =>
        Check([[Uri(StringMatch.Exact("/cars/new"))], [Uri(StringMatch.Prefix("/cars"))], [Uri(StringMatch.Prefix("/"))]]).ShouldBeEmpty();

    [Test]
    public void Rules_that_merely_overlap_are_normal() =>
        Check([[Header("x-user", StringMatch.Exact("jason"))], [Uri(StringMatch.Prefix("/cars"))]]).ShouldBeEmpty();

    [Test]
    public void A_rule_is_taken_by_the_first_of_those_that_take_all_of_it() =>
        Check([[Uri(StringMatch.Prefix("/a"))], [Uri(StringMatch.Prefix("/a/b"))], [Uri(StringMatch.Prefix("/a/b/c"))]])
            .Select(finding => (finding.Rule, finding.TakenBy.Single())).ShouldBe([(1, 0), (2, 0)]);

    [Test]
    public void Exact_methods_do_not_exhaust_the_methods() =>
        Check([.. new[] { "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" }.Select(Method), []]).ShouldBeEmpty();

    [Test]
    public void Method_authority_and_scheme_that_may_be_anything_ask_for_nothing()
    {
        foreach (var any in new[] { StringMatch.Presence, StringMatch.Exact(""), StringMatch.Regex("*"), StringMatch.Regex(".*") })
        {
            Unreachable([[new() { Method = any, Authority = any, Scheme = any }], []]).ShouldBe([1]);
        }
    }

    [TestCase("a.example.com", "a.example", ExpectedResult = 1)]
    [TestCase("a.example", "a.example.com", ExpectedResult = 0)]
    public int An_authority_is_compared_as_it_is(string later, string earlierPrefix) =>
        Check([[new() { Authority = StringMatch.Prefix(earlierPrefix) }], [new() { Authority = StringMatch.Exact(later) }]]).Count;

    [Test]
    public void Two_rules_on_one_gateway_each_take_a_rule_on_both()
    {
        var finding = OnlyOn(["a", "b"], [[On("a")], [On("b")], [Uri(StringMatch.Prefix("/cars"))]]);
        finding.ShouldSatisfyAllConditions(
            () => finding.Kind.ShouldBe(UnreachableRule),
            () => finding.TakenBy.ShouldBe([0, 1]),
            () => finding.Text.ShouldBe("no request reaches rule 3: rule 1 and rule 2 together take all that it asks for"));
    }

    [Test]
    public void Of_the_rules_that_take_a_rule_together_only_those_that_are_needed_are_named() =>
        CheckOn(["a", "b"], [[Header("x-user", StringMatch.Presence)], [On("a")], [Method("GET")[0] with { Gateways = ["b"] }], [On("b")], [Uri(StringMatch.Prefix("/cars"))]])
            .Single().TakenBy.ShouldBe([1, 3]);

    [Test]
    public void A_rule_on_one_gateway_leaves_the_others() =>
        CheckOn(["a", "b"], [[On("a")], [Uri(StringMatch.Prefix("/cars"))]]).ShouldBeEmpty();

    [Test]
    public void Without_gateways_a_virtual_service_is_for_the_mesh() => Unreachable([[On("mesh")], []]).ShouldBe([1]);

    [Test]
    public void A_gateway_that_the_virtual_service_does_not_list_gets_no_request()
    {
        var findings = CheckOn(["a"], [[On("b")], []]);
        findings.Select(finding => finding.Kind).ShouldBe([ImpossibleMatch, UnreachableRule]);
        findings[0].Text.ShouldBe("the match of rule 1 takes no request: the VirtualService does not list gateway b");
        findings[1].Text.ShouldBe("no request reaches rule 1: it has no match that a request can fulfil");
        findings[1].TakenBy.ShouldBeEmpty();
    }

    [Test]
    public void A_gateway_that_is_not_listed_among_others_is_lost()
    {
        var finding = OnlyOn(["a"], [[On("a", "b")]]);
        finding.Kind.ShouldBe(PartlyTakenMatch);
        finding.Text.ShouldBe("the match of rule 1 gets no request from gateway b: the VirtualService does not list it");
    }

    [Test]
    public void A_gateway_that_a_wider_rule_takes_is_lost()
    {
        var finding = OnlyOn(["a", "b"], [[On("a")], [On("a", "b") with { Uri = StringMatch.Exact("/cars") }]]);
        finding.ShouldSatisfyAllConditions(
            () => finding.Kind.ShouldBe(PartlyTakenMatch),
            () => finding.Lost.ShouldBe("requests with gateway a"),
            () => finding.TakenBy.ShouldBe([0]));
    }

    [Test]
    public void The_same_for_one_gateway_before_the_same_for_both_is_normal() =>
        CheckOn(["a", "b"], [[On("a") with { Uri = StringMatch.Exact("/cars") }], [On("a", "b") with { Uri = StringMatch.Exact("/cars") }]])
            .ShouldBeEmpty();

    [Test]
    public void Forty_gateways_each_with_its_rule_take_a_rule_on_all()
    {
        var gateways = Enumerable.Range(0, 40).Select(number => $"gateway-{number}").ToList();
        CheckOn(gateways, [.. gateways.Select(gateway => new[] { On(gateway) }), []]).Single().TakenBy.Count.ShouldBe(40);
        CheckOn(gateways, [.. gateways.Skip(1).Select(gateway => new[] { On(gateway) }), []]).ShouldBeEmpty();
    }

    [Test]
    public void A_match_that_an_earlier_rule_takes_is_lost_while_others_of_its_rule_stay()
    {
        var finding = Only([[Uri(StringMatch.Prefix("/cars"))], [Uri(StringMatch.Exact("/cars/new")), Uri(StringMatch.Exact("/bikes"))]]);
        finding.ShouldSatisfyAllConditions(
            () => finding.Kind.ShouldBe(UnreachableMatch),
            () => finding.Match.ShouldBe(0),
            () => finding.TakenBy.ShouldBe([0]),
            () => finding.Lost.ShouldBe("requests with URI /cars/new"),
            () => finding.Text.ShouldBe("no request reaches match 1 of rule 2: rule 1 takes requests with URI /cars/new"));
    }

    [Test]
    public void Or_ed_matches_take_together_what_comes_later() =>
        Only([[Uri(StringMatch.Prefix("/cars")), Uri(StringMatch.Prefix("/bikes"))], [Uri(StringMatch.Exact("/cars")), Uri(StringMatch.Exact("/bikes"))]])
            .Kind.ShouldBe(UnreachableRule);

    [Test]
    public void A_match_that_another_of_its_own_rule_takes_is_not_lost() =>
        Check([[Uri(StringMatch.Prefix("/cars")), Uri(StringMatch.Exact("/cars/new"))]]).ShouldBeEmpty();

    [TestCase("/CARS", true, "/cars", true, ExpectedResult = 1)]
    [TestCase("/CARS", true, "/cars", false, ExpectedResult = 1)]
    [TestCase("/CARS", false, "/cars", true, ExpectedResult = 0)]
    [TestCase("/CARS", false, "/cars", false, ExpectedResult = 0)]
    [TestCase("/CÄRS", true, "/cärs", true, ExpectedResult = 0)]
    public int Case_counts_unless_it_is_ignored(string earlier, bool earlierIgnores, string later, bool laterIgnores) =>
        Check(
            [Uri(StringMatch.Prefix(earlier)) with { IgnoreUriCase = earlierIgnores }],
            [Uri(StringMatch.Exact(later)) with { IgnoreUriCase = laterIgnores }]).Count;

    [Test]
    public void All_cases_of_a_uri_together_take_it_in_any_case()
    {
        var cases = new[] { "/ab", "/aB", "/Ab", "/AB" };
        HttpMatch[] later = [Uri(StringMatch.Exact("/ab")) with { IgnoreUriCase = true }];
        Check([.. cases.Select(value => new[] { Uri(StringMatch.Exact(value)) }), later]).Single().TakenBy.ShouldBe([0, 1, 2, 3]);
        Check([.. cases.Skip(1).Select(value => new[] { Uri(StringMatch.Exact(value)) }), later]).ShouldBeEmpty();
    }

    [Test]
    public void A_regex_never_ignores_case() =>
        Check([[Uri(StringMatch.Regex("/cars/[a-z]+")) with { IgnoreUriCase = true }], [Uri(StringMatch.Exact("/CARS/new"))]]).ShouldBeEmpty();

    [TestCase("/cars/.*", "/cars/new", ExpectedResult = true)]
    [TestCase("/cars/[0-9]+", "/cars/12", ExpectedResult = true)]
    [TestCase("/cars/[0-9]+", "/cars/12/wheels", ExpectedResult = false, Description = "the whole path has to match")]
    [TestCase("^/cars/[^/]+$", "/cars/new", ExpectedResult = true)]
    [TestCase("(?i)/CARS", "/cars", ExpectedResult = true)]
    [TestCase("/cars/{id}", "/cars/{id}", ExpectedResult = true, Description = "braces without a number are plain")]
    [TestCase("/(cars|bikes)(/\\d{1,3})?", "/bikes/999", ExpectedResult = true)]
    [TestCase("/(cars|bikes)(/\\d{1,3})?", "/bikes/1000", ExpectedResult = false)]
    [TestCase("/cars\\.html", "/carsxhtml", ExpectedResult = false)]
    [TestCase("/[[:alpha:]]+", "/cars", ExpectedResult = true)]
    [TestCase("/[^[:digit:]]+", "/cars", ExpectedResult = true)]
    [TestCase("/(?P<kind>cars)", "/cars", ExpectedResult = true)]
    [TestCase("/\\x63ars", "/cars", ExpectedResult = true)]
    [TestCase("/\\bcars", "/cars", ExpectedResult = false, Description = "not decided, so not found")]
    [TestCase("*", "/cars", ExpectedResult = false, Description = "no expression")]
    [TestCase("/..", "/\ud83d\ude00", ExpectedResult = false, Description = "one character, though it is written as two")]
    public bool A_regex_takes_the_uris_that_match_it(string regex, string uri) =>
        Check([[Uri(StringMatch.Regex(regex))], [Uri(StringMatch.Exact(uri))]]).Count == 1;

    [Test]
    public void One_regex_inside_of_another_is_found() =>
        Unreachable([[Uri(StringMatch.Regex("/(cars|bikes)/.*"))], [Uri(StringMatch.Regex("/cars/[0-9]+"))]]).ShouldBe([1]);

    [Test]
    public void Regexes_take_a_prefix_together()
    {
        HttpMatch[] later = [Uri(StringMatch.Prefix("/cars/"))];
        Check([[Uri(StringMatch.Regex("/cars/([0-9].*)?"))], [Uri(StringMatch.Regex("/cars/[^0-9].*"))], later]).Single().TakenBy.ShouldBe([0, 1]);
        Check([[Uri(StringMatch.Regex("/cars/[0-9].*"))], [Uri(StringMatch.Regex("/cars/[^0-9].*"))], later]).ShouldBeEmpty();
    }

    [Test]
    public void A_regex_that_is_not_decided_takes_the_same_regex() =>
        Unreachable([[Uri(StringMatch.Regex("/\\bcars.*"))], [Uri(StringMatch.Regex("/\\bcars.*")) with { Port = 80 }]]).ShouldBe([1]);

    [TestCase("(/a|/b)*/a(/a|/b){200}")]
    [TestCase("/(x+x+)+y")]
    [TestCase("/((a{1,50}){1,50}){1,50}")]
    [TestCase("/(a?){200}a{200}")]
    public void A_hostile_regex_is_left_open(string regex)
    {
        List<HttpMatch[]> rules = [.. Enumerable.Range(0, 50).Select(number => new[] { Uri(StringMatch.Regex($"{regex}.*{number:00}")) })];
        Check([.. rules, [Uri(StringMatch.Prefix("/"))], []]).Select(finding => finding.Rule).ShouldBe([51]);
    }

    [Test]
    public void A_list_of_values_loses_the_one_that_a_wider_rule_takes()
    {
        var finding = Only(
            [[Method("GET")[0] with { Uri = StringMatch.Prefix("/cars") }], [new() { Uri = StringMatch.Prefix("/cars/new"), Method = StringMatch.Regex("GET|POST") }]]);
        finding.ShouldSatisfyAllConditions(
            () => finding.Kind.ShouldBe(PartlyTakenMatch),
            () => finding.Lost.ShouldBe("requests with method GET"),
            () => finding.TakenBy.ShouldBe([0]),
            () => finding.Text.ShouldBe("the match of rule 2 does not get requests with method GET: rule 1 takes them"));
    }

    [Test]
    public void A_uri_that_a_regex_lists_is_lost_to_a_prefix() =>
        Only([[Uri(StringMatch.Prefix("/cars"))], [Uri(StringMatch.Regex("/(cars|bikes)/new"))]]).Lost.ShouldBe("requests with URI /cars/new");

    [Test]
    public void A_list_of_values_after_one_of_them_is_normal() =>
        Check([[Uri(StringMatch.Exact("/cars/new"))], [Uri(StringMatch.Regex("/(cars|bikes)/new"))]]).ShouldBeEmpty();

    [Test]
    public void A_header_that_is_there_or_not_is_every_request()
    {
        HttpMatch[] without = [new() { WithoutHeaders = Named("x-user", StringMatch.Presence) }];
        Check([[Header("x-user", StringMatch.Presence)], without, []]).Single().TakenBy.ShouldBe([0, 1]);
        Check([[Header("x-user", StringMatch.Exact("jason"))], without, []]).ShouldBeEmpty();
    }

    [Test]
    public void A_header_of_another_value_has_to_be_there()
    {
        HttpMatch[] without = [new() { WithoutHeaders = Named("x-user", StringMatch.Exact("jason")) }];
        Check([[Header("x-user", StringMatch.Exact("jason"))], without, []]).ShouldBeEmpty();
        Check([[Header("x-user", StringMatch.Exact("jason"))], without, [Header("x-user", StringMatch.Presence)]]).Single().TakenBy.ShouldBe([0, 1]);
    }

    [Test]
    public void The_case_of_a_headers_name_does_not_count() =>
        Unreachable([[Header("X-User", StringMatch.Prefix("j"))], [Header("x-user", StringMatch.Exact("jason"))]]).ShouldBe([1]);

    [Test]
    public void An_exact_empty_header_is_a_header_with_any_value() =>
        Unreachable([[Header("x-user", StringMatch.Exact(""))], [Header("x-user", StringMatch.Regex("*"))]]).ShouldBe([1]);

    [Test]
    public void A_match_with_more_headers_is_inside_of_one_with_less() =>
        Unreachable(
            [Header("x-user", StringMatch.Exact("jason"))],
            [new() { Headers = new Dictionary<string, StringMatch> { ["x-user"] = StringMatch.Exact("jason"), ["x-beta"] = StringMatch.Presence } }])
            .ShouldBe([1]);

    [Test]
    public void Conditions_on_a_header_that_exclude_each_other_are_impossible()
    {
        var match = Header("x-user", StringMatch.Exact("jason")) with { WithoutHeaders = Named("X-User", StringMatch.Prefix("ja")) };
        var findings = Check([[match, Uri(StringMatch.Exact("/cars"))]]);
        findings.Single().Kind.ShouldBe(ImpossibleMatch);
        findings[0].Match.ShouldBe(0);
        findings[0].Text.ShouldBe("match 1 of rule 1 takes no request: its conditions on header x-user exclude each other");
        findings[0].Lost.ShouldBe("requests with header x-user jason, a header X-User other than one that begins with ja");
    }

    [TestCase("", StringMatchKind.Exact)]
    [TestCase(".*", StringMatchKind.Regex)]
    public void A_header_of_no_value_at_all_is_impossible(string value, StringMatchKind kind) =>
        Check([[new() { WithoutHeaders = Named("x-user", new(kind, value)) }]])[0].Text.ShouldBe(
            "the match of rule 1 takes no request: withoutHeaders asks for a header x-user with another value, and there is none; "
            + "x-user: {} asks for no such header");

    [Test]
    public void A_value_is_cut_where_nobody_reads_on() =>
        Check([[Uri(StringMatch.Exact(new string('x', 101)))]])[0].Lost.ShouldBe($"requests with URI {new string('x', 100)}…");

    [Test]
    public void A_text_that_is_too_long_to_take_apart_is_compared_as_it_is()
    {
        var text = "/" + new string('a', 5000);
        Unreachable([[Uri(StringMatch.Prefix(text)), Uri(StringMatch.Regex("/b+"))], [Uri(StringMatch.Exact(text + "a"))]]).ShouldBe([1]);
        Check([[Uri(StringMatch.Regex("/a+"))], [Uri(StringMatch.Exact(text))]]).ShouldBeEmpty();
    }

    [TestCase("cars", "every path begins with a slash, cars does not")]
    [TestCase("", "every path begins with a slash, the empty URI does not")]
    [TestCase("/cars?id=1", "the path that is compared ends before ? and #, so that none is like /cars?id=1; queryParams compares what follows")]
    public void A_uri_that_no_path_is_like_is_impossible(string uri, string reason) =>
        Check([[Uri(StringMatch.Exact(uri))]])[0].Text.ShouldBe($"the match of rule 1 takes no request: {reason}");

    [Test]
    public void A_regex_that_no_path_matches_is_impossible() =>
        Check([[Uri(StringMatch.Regex("cars/[0-9]+"))]])[0].Text.ShouldEndWith("no path matches cars/[0-9]+");

    [Test]
    public void Query_parameters_are_compared_by_value_or_presence()
    {
        Unreachable([[Query("id", StringMatch.Regex("[0-9]+"))], [Query("id", StringMatch.Exact("12"))]]).ShouldBe([1]);
        Unreachable([[Query("id", StringMatch.Prefix("1"))], [Query("id", StringMatch.Exact("22"))]]).ShouldBe([1]);
        Check([[Query("id", StringMatch.Exact(""))], [Query("id", StringMatch.Exact("1"))]]).ShouldBeEmpty();
        Check([[Query("id", StringMatch.Presence)], [Query("ID", StringMatch.Presence)]]).ShouldBeEmpty();
    }

    [Test]
    public void A_port_takes_what_goes_to_it()
    {
        Unreachable([[new() { Port = 80 }], [Uri(StringMatch.Exact("/")) with { Port = 80 }]]).ShouldBe([1]);
        Check([[new() { Port = 80 }], [new() { Port = 443 }], []]).ShouldBeEmpty();
    }

    [Test]
    public void Fewer_source_labels_take_more()
    {
        HttpMatch one = new() { SourceLabels = new Dictionary<string, string> { ["app"] = "car" } };
        HttpMatch two = new() { SourceLabels = new Dictionary<string, string> { ["app"] = "car", ["version"] = "v1" } };
        Unreachable([[one], [two]]).ShouldBe([1]);
        Check([[two], [one]]).ShouldBeEmpty();
    }

    [Test]
    public void A_source_namespace_takes_what_comes_from_it() =>
        Unreachable([[new() { SourceNamespace = "a" }], [Uri(StringMatch.Exact("/")) with { SourceNamespace = "a" }], [new() { SourceNamespace = "b" }]])
            .ShouldBe([1]);

    [Test]
    public void Source_labels_beside_gateways_are_without_effect() =>
        Unreachable([[On("mesh") with { SourceLabels = new Dictionary<string, string> { ["app"] = "car" }, SourceNamespace = "a" }], []]).ShouldBe([1]);

    [Test]
    public void Five_hundred_rules_are_decided_within_the_budget()
    {
        List<HttpMatch[]> rules = [.. Enumerable.Range(0, 500).Select(number => new[] { Uri(StringMatch.Prefix($"/service-{number:000}/")) })];
        Check([.. rules, [], [Uri(StringMatch.Exact("/service-007/"))]]).Single().TakenBy.ShouldBe([7]);
    }

    [Test]
    public void A_hundred_regexes_that_begin_alike_are_decided_within_the_budget()
    {
        List<HttpMatch[]> rules = [.. Enumerable.Range(0, 100).Select(number => new[] { Uri(StringMatch.Regex($"/api/[^/]+/service-{number:000}(/.*)?")) })];
        Check([.. rules, [Uri(StringMatch.Prefix("/api/"))], [Uri(StringMatch.Exact("/api/v1/service-007/cars"))]])
            .Single().TakenBy.ShouldBe([7]);
    }

    [Test]
    public void Thousands_of_rules_are_left_open_and_none_is_wrong()
    {
        List<HttpMatch[]> rules = [.. Enumerable.Range(0, 6000).Select(number => new[] { Header($"x-{number}", StringMatch.Presence) })];
        Check([.. rules, []]).ShouldBeEmpty();
    }

    [Test]
    public void More_groups_of_gateways_than_can_be_told_apart_are_left_open()
    {
        var gateways = Enumerable.Range(0, 70).Select(number => $"gateway-{number}").ToList();
        CheckOn(gateways, [.. gateways.Select(gateway => new[] { On(gateway) }), []]).ShouldBeEmpty();
    }

    private static CoverageFinding Only(params HttpMatch[][] rules) => OnlyOn([], rules);

    private static CoverageFinding OnlyOn(IReadOnlyList<string> gateways, params HttpMatch[][] rules) => CheckOn(gateways, rules).ShouldHaveSingleItem();

    private static IEnumerable<int> Unreachable(params HttpMatch[][] rules) =>
        Check(rules).Where(finding => finding.Kind == UnreachableRule).Select(finding => finding.Rule);

    private static IReadOnlyList<CoverageFinding> Check(params HttpMatch[][] rules) => CheckOn([], rules);

    private static IReadOnlyList<CoverageFinding> CheckOn(IReadOnlyList<string> gateways, params HttpMatch[][] rules) =>
        RouteCoverage.Check(new(gateways, [.. rules.Select((matches, index) => new HttpRule($"rule {index + 1}", matches))]));

    private static HttpMatch Uri(StringMatch match) => new() { Uri = match };

    private static HttpMatch[] Method(string method) => [new() { Method = StringMatch.Exact(method) }];

    private static HttpMatch Header(string name, StringMatch match) => new() { Headers = Named(name, match) };

    private static HttpMatch Query(string name, StringMatch match) => new() { QueryParams = Named(name, match) };

    private static HttpMatch On(params string[] gateways) => new() { Gateways = gateways };

    private static Dictionary<string, StringMatch> Named(string name, StringMatch match) => new() { [name] = match };
}
