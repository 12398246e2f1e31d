using System.Globalization;
using MeshBuild.Mesh.Routes;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Faults;

/// <summary>A fault of a service, as it is noted at every VirtualService that it is in.</summary>
/// <param name="Service">The Service's name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Delay">How long a request waits; null: no delay.</param>
/// <param name="Abort">The HTTP status that a request is answered with; null: none.</param>
/// <param name="Percent">How many of the requests meet it, in percent.</param>
/// <param name="Match">The header that a request has to have; null: any request.</param>
/// <param name="Until">When it ends.</param>
public sealed record Fault(string Service, string Namespace, TimeSpan? Delay, int? Abort, decimal Percent, HeaderMatch? Match, DateTimeOffset Until)
{
    /// <summary>The service as routes name it.</summary>
    internal RoutedService Routed => new(Service, Namespace);

    /// <summary>Whether both are about the same requests, so that the later one takes the place of the other.</summary>
    public bool Replaces(Fault other) => (Service, Namespace, Match) == (other.Service, other.Namespace, other.Match);

    /// <summary>The delay as Istio writes it, in seconds: <c>5s</c>, <c>0.25s</c>.</summary>
    public static string Seconds(TimeSpan delay) => string.Create(CultureInfo.InvariantCulture, $"{delay.TotalSeconds:0.###}s");

    /// <summary><c>50 % of the requests to car with header:x-test=1 wait 5s and get 503</c>.</summary>
    public override string ToString()
    {
        string?[] effects = [Delay is { } delay ? $"wait {Seconds(delay)}" : null, Abort is { } status ? $"get {status}" : null];
        return string.Create(CultureInfo.InvariantCulture, $"{Percent:0.###} % of the requests to {Service}{(Match is null ? "" : $" with {Match}")} ")
            + string.Join(" and ", effects.OfType<string>());
    }
}
