using Grpc.Core;
using MeshSamples.Car.V1;

namespace MeshSamples.Car;

/// <summary>Answers where a car is.</summary>
public sealed class CarService : Cars.CarsBase
{
    public override Task<LocateReply> Locate(LocateRequest request, ServerCallContext context)
    {
        if (request.Plate.Length == 0)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "plate is empty"));
        }

        return Task.FromResult(new LocateReply { Plate = request.Plate, Latitude = 31.2304, Longitude = 121.4737 });
    }
}
