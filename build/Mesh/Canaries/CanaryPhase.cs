using System.Text.Json.Serialization;

namespace MeshBuild.Mesh.Canaries;

/// <summary>How far a canary is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CanaryPhase>))]
public enum CanaryPhase
{
    /// <summary>Its subsets, routes and pods are being made; no request is answered by it.</summary>
    Preparing,

    /// <summary>It gets the requests of its stage and is judged.</summary>
    Stepping,

    /// <summary>It has passed its last step.</summary>
    Passed,

    /// <summary>It failed, or its run was interrupted: no request is answered by it.</summary>
    TakenBack,

    /// <summary>It is being made the stable version.</summary>
    Promoting,

    /// <summary>It is being taken away.</summary>
    Aborting,
}
