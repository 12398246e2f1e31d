using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Storage;

public sealed class ObjectStoreTests
{
    [Test]
    public void A_write_over_a_revision_that_is_no_longer_current_is_refused()
    {
        var store = new ObjectStore();
        var first = store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap("a", "1"))!;
        var second = store.TryReplace(first, Objects.ConfigMap("a", "2"))!;

        store.TryReplace(first, Objects.ConfigMap("a", "3")).ShouldBeNull();
        store.TryDelete(first).ShouldBeNull();
        store.Find(Objects.ConfigMaps, "default", "a").ShouldBe(second);
        second.ResourceVersion.ShouldBeGreaterThan(first.ResourceVersion);
    }

    [Test]
    public void A_name_is_taken_once()
    {
        var store = new ObjectStore();
        store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap("a"));
        store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap("a")).ShouldBeNull();
    }

    [Test]
    public void The_same_content_again_is_no_change()
    {
        var store = new ObjectStore();
        var first = store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap("a", "1"))!;
        store.TryReplace(first, Objects.ConfigMap("a", "1")).ShouldBe(first);
        store.ResourceVersion.ShouldBe(first.ResourceVersion);
    }

    [Test]
    public void A_copy_that_is_changed_leaves_the_stored_object_as_it_is()
    {
        var store = new ObjectStore();
        var stored = store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap("a", "1"))!;
        stored.Copy()["data"] = null;
        stored.Json.Text("data", "value").ShouldBe("1");
    }

    [Test]
    public void A_list_is_sorted_and_keeps_to_its_namespace()
    {
        var store = new ObjectStore();
        foreach (var name in (string[])["c", "a", "b"])
        {
            store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap(name));
        }

        var elsewhere = Objects.ConfigMap("d");
        elsewhere["metadata"]!["namespace"] = "other";
        store.TryCreate(Objects.ConfigMaps, elsewhere);

        store.List(Objects.ConfigMaps, "default").Items.Select(item => item.Name).ShouldBe(["a", "b", "c"]);
        store.List(Objects.ConfigMaps).Items.Count().ShouldBe(4);
    }

    [Test]
    public void A_watch_from_a_version_sees_what_came_after_it()
    {
        var store = new ObjectStore();
        var first = store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap("a", "1"))!;
        var second = store.TryReplace(first, Objects.ConfigMap("a", "2"))!;
        using var watch = store.Watch(Objects.ConfigMaps, null, first.ResourceVersion);
        store.TryDelete(second);

        watch.Events.TryRead(out var modified).ShouldBeTrue();
        modified!.Type.ShouldBe(StoreEventType.Modified);
        watch.Events.TryRead(out var deleted).ShouldBeTrue();
        deleted!.Type.ShouldBe(StoreEventType.Deleted);
        deleted.Object.ResourceVersion.ShouldBe(second.ResourceVersion + 1);
        watch.Events.TryRead(out _).ShouldBeFalse();
    }

    [Test]
    public void A_watch_from_a_forgotten_version_is_refused()
    {
        var store = new ObjectStore(historyLength: 2);
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap(name));
        }

        Should.Throw<ExpiredException>(() => store.Watch(Objects.ConfigMaps, null, 1));
        using var watch = store.Watch(Objects.ConfigMaps, null, 2);
        watch.Events.TryRead(out var next).ShouldBeTrue();
        next!.Object.Name.ShouldBe("c");
    }

    [Test]
    public void A_client_too_far_behind_gets_what_it_was_handed_and_then_the_end()
    {
        var store = new ObjectStore(historyLength: 2);
        using var slow = store.Watch(Objects.ConfigMaps, null, 0);
        using var quick = store.Watch(Objects.ConfigMaps, null, 0);
        using var controller = store.ListAndWatch(Objects.ConfigMaps);
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap(name));
            quick.Events.TryRead(out var seen).ShouldBeTrue();
            seen!.Object.Name.ShouldBe(name);
        }

        Names(slow).ShouldBe(["a", "b"]);
        slow.Events.Completion.IsCompleted.ShouldBeTrue();
        quick.Events.Completion.IsCompleted.ShouldBeFalse();
        Names(controller).ShouldBe(["a", "b", "c", "d"]);
    }

    [Test]
    public void The_state_that_a_watch_begins_with_may_be_larger_than_the_history()
    {
        var store = new ObjectStore(historyLength: 2);
        foreach (var name in (string[])["a", "b", "c"])
        {
            store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap(name));
        }

        using var watch = store.WatchFromState(Objects.ConfigMaps, null);
        store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap("d"));
        Names(watch).ShouldBe(["a", "b", "c", "d"]);
    }

    [Test]
    public async Task Lists_beside_writes_lead_without_a_gap_into_watches()
    {
        const int Count = 500;
        var store = new ObjectStore();
        var writing = Task.Run(() =>
        {
            for (var number = 0; number < Count; number++)
            {
                store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap($"n{number:000}"));
            }
        });
        var seen = 0;
        while (seen < Count)
        {
            var list = store.List(Objects.ConfigMaps);
            var listed = list.Items.Select(item => item.ResourceVersion).ToList();
            using var watch = store.Watch(Objects.ConfigMaps, null, list.ResourceVersion);
            while (watch.Events.TryRead(out var change))
            {
                listed.Add(change.ResourceVersion);
            }

            listed.ShouldBe(Enumerable.Range(1, listed.Count).Select(number => (long)number));
            seen = listed.Count;
        }

        await writing;
    }

    [Test]
    public void Further_pages_show_the_state_of_the_first()
    {
        var store = new ObjectStore();
        foreach (var name in (string[])["a", "c"])
        {
            store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap(name));
        }

        var first = store.ListFirst(Objects.ConfigMaps, null);
        store.TryCreate(Objects.ConfigMaps, Objects.ConfigMap("b"));

        store.ListNext(Objects.ConfigMaps, null, first.ResourceVersion, new ObjectKey("default", "a")).Items.Select(item => item.Name).ShouldBe(["c"]);
        store.Compact();
        Should.Throw<ExpiredException>(() => store.ListNext(Objects.ConfigMaps, null, first.ResourceVersion, new ObjectKey("default", "a")));
    }

    private static List<string> Names(ObjectWatch watch)
    {
        var names = new List<string>();
        while (watch.Events.TryRead(out var change))
        {
            names.Add(change.Object.Name);
        }

        return names;
    }
}
