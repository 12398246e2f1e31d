using System.Net;
using System.Net.Sockets;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Dashboards;

/// <summary>
/// Dashboard: an addon's page on a loopback port of this machine. Each connection goes to a pod that is ready at that time, and so the page
/// outlives its pods.
/// </summary>
public sealed class DashboardForward(ICluster cluster, IReporter reporter, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // For what is still under way to whoever said that it sends no more: the protocol cannot tell the pod so.
    private static readonly TimeSpan Remainder = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private string _pod = "";
    private string _failure = "";

    /// <summary>Forwards connections until it is cancelled; nothing of them is left then.</summary>
    /// <param name="settings">Which page, and on which port.</param>
    /// <param name="open">Shows the page once it is there.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MeshException">The addon is not there or not ready, or the port is taken.</exception>
    public async Task RunAsync(DashboardSettings settings, Func<Uri, CancellationToken, Task> open, CancellationToken cancellation)
    {
        var page = AddonPage.All.First(page => page.Name == settings.Which);
        var tunnel = new ServiceTunnel(cluster, AddonPage.Namespace, page.Service, page.ServicePort, AddonPage.Remedy);
        _pod = (await ReadyAsync(tunnel, cancellation)).Pod;
        using var listener = Listen(settings.Port, page.LocalPort);
        var address = new Uri($"http://{listener.LocalEndpoint}{page.Path}");
        reporter.Say($"{page.Name}, pod {_pod}: {address}");
        reporter.Say("until Ctrl-C");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new List<Task> { open(address, end.Token) };
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(cancellation);
                running.RemoveAll(connection => connection.IsCompletedSuccessfully);
                running.Add(ForwardAsync(tunnel, client, end.Token));
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    // The one that was asked for; else the addon's own when it is free, else any.
    private static TcpListener Listen(int? asked, int own)
    {
        if (asked is not { } port)
        {
            return TryListen(own, out _) ?? TryListen(0, out _)!;
        }

        return TryListen(port, out var failure)
            ?? throw new MeshException($"port {port} of this machine cannot be listened on: {failure!.Message}", "Say another --port=NUMBER, or leave it out for any that is free.", failure);
    }

    private static TcpListener? TryListen(int port, out SocketException? failure)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            failure = null;
            return listener;
        }
        catch (SocketException taken) when (port > 0)
        {
            listener.Dispose();
            failure = taken;
            return null;
        }
    }

    private async Task ForwardAsync(ServiceTunnel tunnel, TcpClient client, CancellationToken cancellation)
    {
        using (client)
        {
            try
            {
                if (await ConnectAsync(tunnel, cancellation) is { } pod)
                {
                    await using (pod)
                    {
                        await JoinAsync(client, pod, cancellation);
                    }
                }
            }
            catch (ClusterException failure)
            {
                Fail(failure.Message);
            }
            catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone, and with it the connection; whoever wants more connects again.
            }
        }
    }

    // An addon that was just installed has its time, too; one that is not there has none.
    private async Task<PodPort> ReadyAsync(ServiceTunnel tunnel, CancellationToken cancellation)
    {
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start) < Patience; await Task.Delay(Pause, time, cancellation))
        {
            if (await tunnel.TryFindAsync(cancellation) is { } pod)
            {
                return pod;
            }
        }

        return await tunnel.FindAsync(cancellation);
    }

    // Null when no pod got ready in time.
    private async Task<Stream?> ConnectAsync(ServiceTunnel tunnel, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            string failure;
            try
            {
                var pod = await tunnel.FindAsync(cancellation);
                var connection = await cluster.ConnectAsync(pod.Namespace, pod.Pod, pod.Port, cancellation);
                Note(pod.Pod);
                return connection;
            }
            catch (MeshException missing)
            {
                // A pod that is just being replaced, or a server that restarts: soon there may be another.
                failure = missing.Message;
            }

            if (time.GetElapsedTime(start) >= Patience)
            {
                Fail(failure);
                return null;
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task JoinAsync(TcpClient client, Stream pod, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sending = client.GetStream().CopyToAsync(pod, end.Token);
        var receiving = pod.CopyToAsync(client.GetStream(), end.Token);
        try
        {
            if (await Task.WhenAny(sending, receiving) == sending)
            {
                await sending;
                await receiving.WaitAsync(Remainder, time, end.Token);
            }

            await receiving;
            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (TimeoutException)
        {
            // Nobody reads any more.
        }
        finally
        {
            await end.CancelAsync();
            // Why either ended is told above, or comes of the other's end.
            await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Note(string pod)
    {
        lock (_gate)
        {
            _failure = "";
            if (_pod == pod)
            {
                return;
            }

            _pod = pod;
        }

        reporter.Say($"reconnected to pod {pod}");
    }

    // The same once, however many connections meet it.
    private void Fail(string failure)
    {
        lock (_gate)
        {
            if (_failure == failure)
            {
                return;
            }

            _failure = failure;
        }

        reporter.Warn($"{failure}; the connection is closed");
    }
}
