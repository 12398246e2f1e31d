using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Tests.Cluster;

/// <summary>Keeps what was said, for assertions, and tells when the waiting lines change.</summary>
public sealed class RecordingReporter : IReporter
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<IReadOnlyDictionary<string, string>> _waits = [];
    private readonly List<Table> _tables = [];

    /// <summary>Is called with each line that is said or warned.</summary>
    public Action<string> OnSay { get; set; } = _ => { };

    /// <summary>Is called with each set of waiting lines.</summary>
    public Action<IReadOnlyDictionary<string, string>> OnWaiting { get; set; } = _ => { };

    /// <summary>What was said; a warning begins with <c>warning: </c>.</summary>
    public IReadOnlyList<string> Lines => Snapshot(_lines);

    /// <summary>Every set of waiting lines, in order.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Waits => Snapshot(_waits);

    /// <summary>Every table.</summary>
    public IReadOnlyList<Table> Tables => Snapshot(_tables);

    /// <inheritdoc />
    public void Say(string line)
    {
        Keep(_lines, line);
        OnSay(line);
    }

    /// <inheritdoc />
    public void Warn(string line) => Say("warning: " + line);

    /// <inheritdoc />
    public void Detail(string line)
    {
    }

    /// <inheritdoc />
    public void Progress(string line)
    {
    }

    /// <inheritdoc />
    public void Waiting(IReadOnlyDictionary<string, string> lines)
    {
        Keep(_waits, lines);
        OnWaiting(lines);
    }

    /// <inheritdoc />
    public void Annotate(string file, long line, long column, string message)
    {
    }

    /// <inheritdoc />
    public void Table(Table table) => Keep(_tables, table);

    private void Keep<T>(List<T> list, T item)
    {
        lock (_gate)
        {
            list.Add(item);
        }
    }

    private List<T> Snapshot<T>(List<T> list)
    {
        lock (_gate)
        {
            return [.. list];
        }
    }
}
