using Cake.Core.Tooling;

namespace Cake.Docker;

/// <summary>Settings whose properties become flags.</summary>
public abstract class AutoToolSettings : ToolSettings;
