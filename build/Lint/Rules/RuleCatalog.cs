using MeshBuild.Lint.Rules.Destinations;
using MeshBuild.Lint.Rules.Egress;
using MeshBuild.Lint.Rules.Files;
using MeshBuild.Lint.Rules.Routes;
using MeshBuild.Lint.Rules.Services;
using MeshBuild.Lint.Rules.Workloads;

namespace MeshBuild.Lint.Rules;

/// <summary>Every rule there is, in the order of their codes.</summary>
public static class RuleCatalog
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new MissingAppLabel(),
        new MissingVersionLabel(),
        new MisplacedLabel(),
        new MissingContainerPort(),
        new UndeclaredTargetPort(),
        new NoService(),
        new ReservedPort(),
        new SidecarUser(),
        new HostNetwork(),
        new NoInjection(),
        new UnaskedInjection(),
        new DroppedCapabilities(),
        new EndlessJob(),
        new TcpProbe(),
        new ExecProbe(),
        new FloatingImage(),
        new UnmatchedSelector(),
        new DirectHttpProbe(),
        new UnknownPortProtocol(),
        new UnnamedPort(),
        new ContradictoryProtocol(),
        new UnknownTargetPort(),
        new EmptySelector(),
        new ConflictingServices(),
        new ConflictingTargets(),
        new HeadlessHttp(),
        new ExternalNamePort(),
        new UdpPort(),
        new UnreachableRule(),
        new PartlyCoveredRule(),
        new ImpossibleMatch(),
        new UnknownDestination(),
        new UnknownDestinationPort(),
        new UnknownSubset(),
        new WrongWeights(),
        new UnknownGateway(),
        new HostNotOnGateway(),
        new SharedRouteHost(),
        new SharedGatewayHost(),
        new BrokenDelegate(),
        new ShortTimeout(),
        new UnselectedGateway(),
        new ClosedGatewayPort(),
        new BrokenRegex(),
        new MissingAddresses(),
        new WildcardByDns(),
        new SharedHost(),
        new UnusualPort(),
        new MissingLocation(),
        new EndpointsByNone(),
        new UnmatchedSubset(),
        new UnknownHost(),
        new SharedRuleHost(),
        new ForeignMutualTls(),
        new UnverifiedServer(),
        new BrokenSyntax(),
        new DuplicateKey(),
        new TabIndentation(),
        new UnresolvedAnchor(),
        new SharedIdentity(),
        new UnknownField(),
        new UnservedVersion(),
        new OtherNamespace(),
        new NoObject(),
        new WrongType(),
        new UnknownValue(),
        new MissingField(),
        new ReadingLimit(),
        new VoidSilence(),
        new NewerField(),
    ];

    /// <summary>Where a rule stands in the list.</summary>
    public static int IndexOf(Rule rule) => Array.IndexOf([.. All], rule);

    /// <summary>The rule of a code; null when there is none.</summary>
    public static Rule? Find(string code) => All.FirstOrDefault(rule => rule.Code.Equals(code, StringComparison.OrdinalIgnoreCase));
}
