using Cake.Core;

namespace Cake.Frosting;

/// <summary>What runs before the first task.</summary>
public interface IFrostingSetup
{
    void Setup(ICakeContext context, ISetupContext info);
}
