using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Files;

public sealed class NoObject() : ReadingRule(ProblemKind.NoObject, "MB609", "a document that is no object of Kubernetes",
    "The API server finds no type or no name in it and refuses it.");
