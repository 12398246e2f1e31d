namespace MeshBuild.Mesh.Downloads;

/// <summary><c>tools/istio.lock</c>: the digests of archives that are not known officially, as they were first seen.</summary>
internal sealed class DigestLock(string folder)
{
    private readonly string _file = Path.Combine(folder, "istio.lock");

    public string File => _file;

    public string? Find(string archive) =>
        System.IO.File.Exists(_file)
            ? System.IO.File.ReadLines(_file).Select(line => line.Split("  ")).FirstOrDefault(words => words.Length == 2 && words[1] == archive)?[0]
            : null;

    public void Add(string archive, string digest)
    {
        Directory.CreateDirectory(folder);
        System.IO.File.AppendAllText(_file, $"{digest}  {archive}\n");
    }
}
