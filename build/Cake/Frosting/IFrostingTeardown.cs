using Cake.Core;

namespace Cake.Frosting;

/// <summary>What runs after the last task.</summary>
public interface IFrostingTeardown
{
    void Teardown(ICakeContext context, ITeardownContext info);
}
