using MeshSamples.Gateway;

await using var application = GatewayApplication.Create(GatewayOptions.FromEnvironment());
await application.RunAsync();
