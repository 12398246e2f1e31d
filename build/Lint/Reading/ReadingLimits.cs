namespace MeshBuild.Lint.Reading;

/// <summary>What is read at most, so that no input takes the memory or the time of a whole machine.</summary>
internal static class ReadingLimits
{
    /// <summary>Bytes of a file.</summary>
    public const long File = 64 << 20;

    /// <summary>Characters of one document. The API server takes no request over 3 MiB.</summary>
    public const int Document = 4 << 20;

    /// <summary>Collections within each other.</summary>
    public const int Depth = 500;

    /// <summary>Values that the aliases of one document may stand for.</summary>
    public const int Aliased = 200_000;
}
