using Cake.Core;
using Cake.Frosting;

namespace MeshBuild.Cake.Tests.Host;

/// <summary>A context that keeps a journal. The tasks of a fixture are told from those of another one by its own context type.</summary>
public abstract class JournalContext(ICakeContext context, Journal journal) : FrostingContext(context)
{
    public Journal Journal { get; } = journal;
}
