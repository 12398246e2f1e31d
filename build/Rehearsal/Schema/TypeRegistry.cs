using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace MeshBuild.Rehearsal.Schema;

/// <summary>All types that the server serves just now: the built-in ones and those of established CustomResourceDefinitions. Safe for concurrent use.</summary>
public sealed class TypeRegistry
{
    private readonly Lock _lock = new();
    private volatile State _state;

    public TypeRegistry(BuiltInTypes builtIn)
    {
        BuiltIn = builtIn;
        _state = new State([.. builtIn.Groups], [.. builtIn.Definitions], ImmutableDictionary<string, ImmutableList<ResourceDefinition>>.Empty);
    }

    public BuiltInTypes BuiltIn { get; }

    /// <summary>In the order of discovery.</summary>
    public IReadOnlyList<ApiGroup> Groups => _state.Groups;

    public IReadOnlyList<ResourceDefinition> Definitions => _state.Definitions;

    /// <summary>Counts the changes, for documents that are made from the types.</summary>
    public int Revision => _state.Revision;

    public bool TryGet(string group, string version, string plural, [NotNullWhen(true)] out ResourceDefinition? definition) =>
        _state.ByName.TryGetValue((group, version, plural), out definition);

    /// <summary>The type in the version that is named; null when it is not served.</summary>
    public ResourceDefinition? Find(GroupVersionKind kind) => _state.ByKind.GetValueOrDefault(kind);

    /// <summary>The type in the version that it is stored in; null when it is not served.</summary>
    public ResourceDefinition? FindStorage(ResourceKey key) => _state.ByKey.GetValueOrDefault(key);

    /// <summary>The type in the version that it is stored in.</summary>
    /// <exception cref="KeyNotFoundException">It is not served.</exception>
    public ResourceDefinition Get(ResourceKey key) => _state.ByKey[key];

    /// <summary>The served versions of a group in the server's order; empty for an unknown one.</summary>
    public IReadOnlyList<string> Versions(string group) =>
        [.. _state.Definitions.Where(definition => definition.Group == group).Select(definition => definition.Version).Distinct()];

    /// <summary>Registers what a CustomResourceDefinition serves, in place of what it served before. Versions come in order of priority.</summary>
    public void Register(string definitionName, IReadOnlyList<ResourceDefinition> versions) =>
        Change(custom => custom.SetItem(definitionName, [.. versions]));

    /// <summary>Takes a CustomResourceDefinition's types away.</summary>
    public void Unregister(string definitionName) => Change(custom => custom.Remove(definitionName));

    private void Change(Func<ImmutableDictionary<string, ImmutableList<ResourceDefinition>>, ImmutableDictionary<string, ImmutableList<ResourceDefinition>>> change)
    {
        lock (_lock)
        {
            var custom = change(_state.Custom);
            var definitions = custom.OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => entry.Value)
                .OrderBy(definition => definition.Group, StringComparer.Ordinal).ThenBy(definition => definition.Version, ApiVersionOrder.Instance).ToList();
            var groups = definitions.GroupBy(definition => definition.Group)
                .Where(group => BuiltIn.Groups.All(known => known.Name != group.Key))
                .Select(group => new ApiGroup(group.Key, group.First().Version));
            _state = new State([.. BuiltIn.Groups, .. groups], [.. BuiltIn.Definitions, .. definitions], custom) { Revision = _state.Revision + 1 };
        }
    }

    private sealed record State(
        IReadOnlyList<ApiGroup> Groups, IReadOnlyList<ResourceDefinition> Definitions, ImmutableDictionary<string, ImmutableList<ResourceDefinition>> Custom)
    {
        public Dictionary<(string, string, string), ResourceDefinition> ByName { get; } =
            Definitions.ToDictionary(definition => (definition.Group, definition.Version, definition.Plural));

        public Dictionary<GroupVersionKind, ResourceDefinition> ByKind { get; } =
            Definitions.DistinctBy(definition => definition.Gvk).ToDictionary(definition => definition.Gvk);

        public Dictionary<ResourceKey, ResourceDefinition> ByKey { get; } =
            Definitions.Where(definition => definition.Group == definition.Key.Group)
                .OrderByDescending(definition => definition.Version == definition.StorageVersion)
                .DistinctBy(definition => definition.Key).ToDictionary(definition => definition.Key);

        public int Revision { get; init; }
    }
}
