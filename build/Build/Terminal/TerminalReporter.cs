using MeshBuild.Mesh.Reports;

namespace MeshBuild.Build.Terminal;

/// <summary>
/// Everything that the program prints. On a terminal what is waited for is a block that is drawn again and again; elsewhere a line per change.
/// </summary>
public sealed class TerminalReporter : IReporter
{
    private readonly TextWriter _output;
    private readonly bool _live;
    private readonly bool _colour;
    private readonly bool _diagnostic;
    private readonly CiService? _ci;
    private readonly string? _secret;
    private readonly Lock _gate = new();
    private Dictionary<string, string> _waiting = [];
    private int _drawn;
    private string? _group;

    public TerminalReporter(TextWriter output, bool live, bool colour, bool diagnostic, CiService? ci, string? secret)
    {
        _output = output;
        _live = live;
        _colour = colour;
        _diagnostic = diagnostic;
        _ci = ci;
        _secret = string.IsNullOrEmpty(secret) ? null : secret;
    }

    /// <summary>Whether somebody sits at a terminal, and no CI does.</summary>
    public bool IsInteractive => _live;

    /// <summary>The reporter for this terminal or CI.</summary>
    public static TerminalReporter For(IReadOnlyDictionary<string, string> environment, bool diagnostic)
    {
        var ci = CiService.Of(environment, TimeProvider.System);
        var plain = ci is not null || Console.IsOutputRedirected || environment.GetValueOrDefault("CI") == "true" || environment.GetValueOrDefault("TERM") == "dumb";
        return new TerminalReporter(Console.Out, live: !plain, colour: !plain && !environment.ContainsKey("NO_COLOR"), diagnostic, ci,
            environment.GetValueOrDefault("MESH_REGISTRY_PASSWORD"));
    }

    public void Say(string line) => Write("  ", line, null);

    public void Warn(string line) => Write("  warning: ", line, "\e[33m");

    public void Detail(string line)
    {
        if (_diagnostic)
        {
            Write("    ", line, "\e[2m");
        }
    }

    public void Progress(string line)
    {
        if (_live)
        {
            Waiting(new Dictionary<string, string> { [""] = line });
        }
    }

    public void Waiting(IReadOnlyDictionary<string, string> lines)
    {
        lock (_gate)
        {
            if (_live)
            {
                Erase();
                _waiting = new Dictionary<string, string>(lines);
                Draw();
                return;
            }

            foreach (var (key, text) in lines.Where(line => _waiting.GetValueOrDefault(line.Key) != line.Value))
            {
                _output.WriteLine(Masked($"  {key}: {text}"));
            }

            _waiting = new Dictionary<string, string>(lines);
        }
    }

    public void Table(Table table)
    {
        var rows = table.Rows.Prepend(table.Columns).ToList();
        var widths = table.Columns.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        var text = rows.Select(row => string.Join("   ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        Write("  ", string.Join('\n', table.Title is null ? text : text.Prepend(table.Title + ":")), null);
    }

    /// <summary>Begins a target.</summary>
    public void Begin(string target)
    {
        lock (_gate)
        {
            Erase();
            _waiting = [];
            End();
            _group = target;
            _output.WriteLine(_ci?.Begin(target) ?? (_colour ? $"\e[1m{target}\e[0m" : target));
        }
    }

    /// <summary>Ends the last target's group of lines.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_group is { } open && _ci is { } ci)
            {
                _output.WriteLine(ci.End(open));
            }

            _group = null;
        }
    }

    /// <summary>Says why the run failed and what to do.</summary>
    public void Fail(string message, string? remedy)
    {
        End();
        Write("", (_ci?.Error(null, 0, 0, message.Split('\n')[0]) is { } mark ? mark + "\n" : "") + "error: " + message, "\e[31m");
        if (remedy is not null)
        {
            Write("", remedy, null);
        }
    }

    public void Annotate(string file, long line, long column, string message)
    {
        if (_ci?.Error(file, line, column, message) is { } mark)
        {
            Write("", mark, null);
        }
    }

    private void Write(string prefix, string text, string? colour)
    {
        lock (_gate)
        {
            Erase();
            foreach (var line in Masked(text).Split('\n'))
            {
                _output.WriteLine(_colour && colour is not null ? $"{colour}{prefix}{line.TrimEnd('\r')}\e[0m" : prefix + line.TrimEnd('\r'));
            }

            Draw();
        }
    }

    private void Erase()
    {
        if (_live && _drawn > 0)
        {
            _output.Write($"\e[{_drawn}A\e[J");
            _drawn = 0;
        }
    }

    private void Draw()
    {
        if (!_live)
        {
            return;
        }

        var width = Math.Max(20, Console.WindowWidth - 1);
        foreach (var (key, text) in _waiting)
        {
            var line = Masked(key.Length > 0 ? $"  … {key}: {text}" : $"  … {text}");
            _output.WriteLine(line.Length > width ? line[..width] : line);
            _drawn++;
        }
    }

    private string Masked(string text) => _secret is null ? text : text.Replace(_secret, "***");
}
