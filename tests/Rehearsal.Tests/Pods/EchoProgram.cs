using System.Net;
using System.Net.Sockets;
using MeshBuild.Rehearsal.Pods;

namespace MeshBuild.Rehearsal.Tests.Pods;

/// <summary>A program that sends back what it gets, and ends a connection when it gets a full stop.</summary>
internal sealed class EchoProgram(int port) : IRunningProgram
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;

    public EchoProgram Start()
    {
        _listener.Start();
        _running = RunAsync();
        return this;
    }

    public Uri? Address(int asked) => asked == port ? new Uri($"tcp://{_listener.LocalEndpoint}") : null;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The pod ends.
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var (buffer, count) = (new byte[1000], 0);
                while ((count = await client.GetStream().ReadAsync(buffer, _end.Token)) > 0 && buffer[0] != '.')
                {
                    await client.GetStream().WriteAsync(buffer.AsMemory(0, count), _end.Token);
                }
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                // The other side is gone, or the pod ends.
            }
        }
    }
}
