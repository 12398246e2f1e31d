namespace MeshBuild.Lint.Tests;

/// <summary>The facts on Istio 1.10 that lie beside the checkout; without them a test is not decided.</summary>
internal static class SharedFacts
{
    public static string Find(string name)
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "..", "shared", "istio-1.10", name);
            if (Path.Exists(found))
            {
                return Path.GetFullPath(found);
            }
        }

        Assert.Ignore("../shared/istio-1.10 is not here");
        return "";
    }
}
