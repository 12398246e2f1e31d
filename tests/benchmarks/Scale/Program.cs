// What the rehearsal cluster bears: 1,000 Deployments of 2 replicas, applied with kubectl from one file while 200 watches are open,
// until all are ready and listed; then 5,000 ConfigMaps, created and listed page by page. Every round has a cluster of its own in
// a process of its own; what that takes is printed, and at the end the best and the median of the rounds. Exit status 1 when the
// best round is over a limit, or a watch of any round did not see what it should.
// usage: dotnet run -c Release --project tests/benchmarks/Scale [-- ROUNDS [DEPLOYMENTS [WATCHES [CONFIGMAPS]]]], 3 1000 200 5000 unless told
using MeshBuild.Benchmarks.Scale;

if (args is ["serve"])
{
    await ClusterProcess.ServeAsync();
    return 0;
}

int Argument(int index, int standard) => args.Length > index ? int.Parse(args[index], System.Globalization.CultureInfo.InvariantCulture) : standard;

var rounds = Argument(0, 3);
var size = new RoundSize(Argument(1, 1000), Argument(2, 200), Argument(3, 5000));
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};

// The first run of each program reads it from the disk.
await new Round(new RoundSize(10, 10, 10)).RunAsync(interrupted.Token);
var results = new List<RoundResult>();
for (var round = 1; round <= rounds; round++)
{
    var result = await new Round(size).RunAsync(interrupted.Token);
    Console.WriteLine($"round {round}: {result}");
    foreach (var fault in result.Faults.Take(10))
    {
        Console.WriteLine($"  {fault}");
    }

    results.Add(result);
}

return new Verdict(results).Print(Console.Out) ? 0 : 1;
