using MeshBuild.Mesh.Tracing;

namespace MeshBuild.Mesh.Tests.Tracing;

public sealed class TraceTableTests
{
    private static readonly DateTimeOffset Start = new(2021, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Spans_are_a_tree_in_the_order_of_their_start()
    {
        var table = TraceTable.Of(new Trace("abc",
        [
            Span("4", "2", 30, 5), Span("3", "1", 60, 40), Span("2", "1", 10, 40), Span("1", null, 0, 100), Span("5", "2", 20, 5), Span("6", "unknown", 5, 1),
        ]));

        table.Title.ShouldBe("trace abc, 100ms, 6 spans, 2021-06-01 12:00:00 UTC");
        table.Rows.Select(row => row[0]).ShouldBe(["s1", "├ s2", "│ ├ s5", "│ └ s4", "└ s3", "s6"]);
        table.Rows[1].ShouldBe(["├ s2", "car.default", new string(' ', 4) + new string('█', 16) + new string(' ', 20), "+10ms", "40ms", ""]);
    }

    [TestCase(0, 100, 0, 40)]
    [TestCase(50, 50, 20, 20)]
    [TestCase(25, 0, 10, 1)]
    [TestCase(100, 0, 39, 1)]
    public void A_bar_is_to_the_scale_of_the_trace(int offset, int length, int blanks, int blocks) =>
        TraceTable.Of(new Trace("abc", [Span("1", null, 0, 100), Span("2", "1", offset, length)])).Rows[1][2]
            .ShouldBe(new string(' ', blanks) + new string('█', blocks) + new string(' ', TraceTable.Width - blanks - blocks));

    [Test]
    public void A_trace_without_length_has_bars_too() => TraceTable.Of(new Trace("abc", [Span("1", null, 0, 0)])).Rows[0][2].Trim().ShouldBe("█");

    [Test]
    public void An_error_is_marked() =>
        TraceTable.Of(new Trace("abc", [Span("1", null, 0, 1), Span("2", "1", 0, 1) with { IsError = true }])).Rows.Select(row => row[5]).ShouldBe(["", "error"]);

    [Test]
    public void Spans_in_a_ring_are_shown_once() =>
        TraceTable.Of(new Trace("abc", [Span("1", "2", 0, 1), Span("2", "1", 0, 1), Span("3", "3", 0, 1)])).Rows.Count.ShouldBe(3);

    [TestCase(850, "850µs")]
    [TestCase(12_500, "12.5ms")]
    [TestCase(1_250_000, "1.25s")]
    public void A_time_has_the_unit_that_suits_it(int microseconds, string text) => TraceTable.Time(TimeSpan.FromMicroseconds(microseconds)).ShouldBe(text);

    private static Span Span(string id, string? parent, int start, int length) =>
        new(id, parent, "s" + id, "car.default", Start.AddMilliseconds(start), TimeSpan.FromMilliseconds(length), IsError: false);
}
