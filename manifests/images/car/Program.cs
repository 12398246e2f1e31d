using MeshSamples.Car;

await using var application = CarApplication.Create(CarOptions.FromEnvironment());
await application.RunAsync();
