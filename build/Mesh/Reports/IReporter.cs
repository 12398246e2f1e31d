namespace MeshBuild.Mesh.Reports;

/// <summary>Where the library says what it does. The program decides how it looks; the library never prints.</summary>
public interface IReporter
{
    /// <summary>A line that stays: something was done or found.</summary>
    void Say(string line);

    /// <summary>A line that stays and asks for attention; the run goes on.</summary>
    void Warn(string line);

    /// <summary>What a tool wrote and the like: shown at <c>--verbosity=diagnostic</c> only.</summary>
    void Detail(string line);

    /// <summary>A line that replaces the one before it on a terminal and is left out elsewhere (a download's progress).</summary>
    void Progress(string line);

    /// <summary>
    /// What is being waited for, one line per thing. On a terminal a live table; elsewhere each line is written when it
    /// differs from the one that the same <paramref name="lines"/> key had before. An empty set ends the table.
    /// </summary>
    /// <param name="lines">Key: the thing (<c>deployment/car</c>); value: how it stands (<c>0/1 ready: image pull…</c>).</param>
    void Waiting(IReadOnlyDictionary<string, string> lines);

    /// <summary>An error at a place in a file, which a CI shows there; nothing elsewhere.</summary>
    void Annotate(string file, long line, long column, string message);

    /// <summary>A table that stays.</summary>
    void Table(Table table);
}
