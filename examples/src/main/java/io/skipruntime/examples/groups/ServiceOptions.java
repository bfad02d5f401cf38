package io.skipruntime.examples.groups;

import io.skipruntime.client.Entrypoint;
import picocli.CommandLine.Option;

/** The options that say where a client finds the groups service. */
final class ServiceOptions {

  @Option(
      names = "--service-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "where the groups service runs (default: ${DEFAULT-VALUE})")
  private String host = "";

  @Option(
      names = "--control-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "its port for reads and writes (default: ${DEFAULT-VALUE})")
  private int controlPort;

  @Option(
      names = "--streaming-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "its port for subscribers (default: ${DEFAULT-VALUE})")
  private int streamingPort;

  Entrypoint entrypoint() {
    return Entrypoint.of(host, streamingPort, controlPort, false);
  }
}
