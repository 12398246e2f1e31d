using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>The lines of a watch's answer. A client that does not take them in holds its own watch up, and little memory.</summary>
internal sealed class WatchLines(PipeWriter output)
{
    private const int MostUnflushed = 64 * 1024;
    private int _unflushed;

    /// <summary>Adds a line; sends what there is when that is much.</summary>
    public ValueTask WriteAsync(string type, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        output.Write(Encoding.ASCII.GetBytes($"{{\"type\":\"{type}\",\"object\":"));
        output.Write(value.Span);
        output.Write("}\n"u8);
        _unflushed += value.Length;
        return _unflushed < MostUnflushed ? ValueTask.CompletedTask : FlushAsync(cancellation);
    }

    /// <summary>Sends what was added; nothing is sent when nothing was.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_unflushed > 0)
        {
            _unflushed = 0;
            await output.FlushAsync(cancellation);
        }
    }
}
