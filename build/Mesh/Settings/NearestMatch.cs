namespace MeshBuild.Mesh.Settings;

/// <summary>Finds the name that was probably meant.</summary>
public static class NearestMatch
{
    /// <summary>The candidate with the fewest changes, when they are few enough to be a slip; otherwise null.</summary>
    public static string? Find(string text, IEnumerable<string> candidates)
    {
        var best = candidates.Select(candidate => (candidate, Distance: Distance(text.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(pair => pair.Distance).FirstOrDefault();
        return best.candidate is not null && best.Distance <= Math.Max(1, Math.Min(3, text.Length / 3)) ? best.candidate : null;
    }

    /// <summary><c>; did you mean X?</c>, or nothing.</summary>
    public static string Suggestion(string text, IEnumerable<string> candidates, string prefix = "") =>
        Find(text, candidates) is { } match ? $"; did you mean {prefix}{match}?" : "";

    // Damerau and Levenshtein: insertions, deletions, replacements and neighbours that changed places.
    private static int Distance(string one, string other)
    {
        var cells = new int[one.Length + 1, other.Length + 1];
        for (var row = 0; row <= one.Length; row++)
        {
            for (var column = 0; column <= other.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    cells[row, column] = row + column;
                    continue;
                }

                var replaced = cells[row - 1, column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1);
                cells[row, column] = Math.Min(replaced, Math.Min(cells[row - 1, column], cells[row, column - 1]) + 1);
                if (row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1])
                {
                    cells[row, column] = Math.Min(cells[row, column], cells[row - 2, column - 2] + 1);
                }
            }
        }

        return cells[one.Length, other.Length];
    }
}
