using System.Diagnostics;
using MeshBuild.Benchmarks.Egress;
using MeshBuild.Mesh.Egress;

// An access log of ten million lines (or as many as the first argument says), read as DiscoverEgress reads one proxy's: lines a second on one
// core, memory at a tenth of it and at the end, and whether every count is the one that was generated. Fails beyond the limits: 500,000 lines
// a second, 8 MB more at the end, a wrong count.
var lines = args.Length > 0 ? long.Parse(args[0]) : 10_000_000;
var log = new GeneratedLog(lines);
var tally = new AccessLogTally();
var watch = Stopwatch.StartNew();
await tally.ReadAsync(log, default);
var seconds = watch.Elapsed.TotalSeconds;

var found = tally.Found.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value.Calls);
var wrong = log.Expected.Count(pair => found.GetValueOrDefault(pair.Key) != pair.Value) + found.Keys.Except(log.Expected.Keys).Count();
var growth = (log.HeapAtEnd - log.HeapEarly) / 1048576.0;
Console.WriteLine($"{tally.Lines:N0} lines in {seconds:0.0} s: {tally.Lines / seconds:N0} a second (limit 500,000), {log.Bytes / seconds / 1048576:0} MB/s");
Console.WriteLine($"heap {log.HeapEarly / 1048576.0:0.0} MB at a tenth, {log.HeapAtEnd / 1048576.0:0.0} MB at the end (limit: 8 MB more); allocated meanwhile {(log.AllocatedAtEnd - log.AllocatedEarly) / 1048576.0:0.0} MB");
Console.WriteLine($"{found.Count} destinations, {wrong} wrong counts; {tally.Malformed:N0} other lines of {log.OtherLines:N0}");
return tally.Lines / seconds > 500_000 && growth < 8 && wrong == 0 && tally.Malformed == log.OtherLines && tally.Lines == lines ? 0 : 1;
