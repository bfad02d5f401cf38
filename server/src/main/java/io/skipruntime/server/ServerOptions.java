package io.skipruntime.server;

import io.skipruntime.engine.EngineOptions;
import java.util.Optional;
import java.util.Set;

/**
 * How a service is put on the network.
 *
 * @param controlHost address that reads and writes are taken at; only of this machine, unless
 *     {@code allowInsecureControl}
 * @param controlPort its port; 0 for any that is free
 * @param streamingHost address that subscribers connect to
 * @param streamingPort its port; 0 for any that is free
 * @param allowInsecureControl whether {@code controlHost} may be reachable from other machines
 * @param resourcePrefix what the identifiers of streams are prefixed with, followed by a slash, for
 *     a proxy that routes by it
 * @param corsOrigins origins of the web pages that may read streams, such as {@code
 *     https://app.example.org}
 * @param heartbeatMillis how often a silent stream is sent a comment, at least 1
 * @param watermarkWaitMillis how long a read waits for the version that it asks for
 * @param engine how the service itself is run
 */
public record ServerOptions(
    String controlHost,
    int controlPort,
    String streamingHost,
    int streamingPort,
    boolean allowInsecureControl,
    Optional<String> resourcePrefix,
    Set<String> corsOrigins,
    long heartbeatMillis,
    long watermarkWaitMillis,
    EngineOptions engine) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int CONTROL_PORT = 8081;
  private static final int STREAMING_PORT = 8080;
  private static final int MAX_PORT = 65_535;
  private static final long HEARTBEAT_MILLIS = 30_000;
  private static final long WATERMARK_WAIT_MILLIS = 5_000;

  /** Checks the ranges. */
  public ServerOptions {
    checkPort("controlPort", controlPort);
    checkPort("streamingPort", streamingPort);
    if (heartbeatMillis < 1 || watermarkWaitMillis < 0) {
      throw new IllegalArgumentException(
          "heartbeatMillis must be at least 1, watermarkWaitMillis at least 0");
    }
    corsOrigins = Set.copyOf(corsOrigins);
  }

  private static void checkPort(String name, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(name + " must be from 0 to " + MAX_PORT + ": " + port);
    }
  }

  /**
   * Control at port 8081 and streaming at 8080, both for this machine only; the prefix is that of
   * the environment variable {@code SKIP_RESOURCE_PREFIX}.
   */
  public static ServerOptions defaults() {
    return new ServerOptions(
        LOOPBACK,
        CONTROL_PORT,
        LOOPBACK,
        STREAMING_PORT,
        false,
        Optional.ofNullable(System.getenv("SKIP_RESOURCE_PREFIX")).filter(each -> !each.isEmpty()),
        Set.of(),
        HEARTBEAT_MILLIS,
        WATERMARK_WAIT_MILLIS,
        EngineOptions.defaults());
  }

  /**
   * The options that a command line gives, for a {@code main} method: a mistake in it is printed
   * with the usage, and ends the process with status 2; {@code --help} ends it with status 0.
   */
  public static ServerOptions fromArgs(String[] arguments) {
    return CommandLineOptions.orExit(arguments);
  }

  /**
   * The options that a command line gives.
   *
   * @throws UsageException if the command line has a mistake, or asks for help
   */
  public static ServerOptions parse(String... arguments) {
    return CommandLineOptions.parse(arguments);
  }

  /** These options with both listeners at another address. */
  public ServerOptions withHost(String host) {
    return withControlHost(host).withStreamingHost(host);
  }

  /** These options with the control listener at another address. */
  public ServerOptions withControlHost(String host) {
    return new ServerOptions(
        host,
        controlPort,
        streamingHost,
        streamingPort,
        allowInsecureControl,
        resourcePrefix,
        corsOrigins,
        heartbeatMillis,
        watermarkWaitMillis,
        engine);
  }

  /** These options with the streaming listener at another address. */
  public ServerOptions withStreamingHost(String host) {
    return new ServerOptions(
        controlHost,
        controlPort,
        host,
        streamingPort,
        allowInsecureControl,
        resourcePrefix,
        corsOrigins,
        heartbeatMillis,
        watermarkWaitMillis,
        engine);
  }

  /** These options with other ports. */
  public ServerOptions withPorts(int control, int streaming) {
    return new ServerOptions(
        controlHost,
        control,
        streamingHost,
        streaming,
        allowInsecureControl,
        resourcePrefix,
        corsOrigins,
        heartbeatMillis,
        watermarkWaitMillis,
        engine);
  }

  /** These options with control possibly reachable from other machines. */
  public ServerOptions withAllowInsecureControl(boolean allow) {
    return new ServerOptions(
        controlHost,
        controlPort,
        streamingHost,
        streamingPort,
        allow,
        resourcePrefix,
        corsOrigins,
        heartbeatMillis,
        watermarkWaitMillis,
        engine);
  }

  /** These options with another prefix of identifiers. */
  public ServerOptions withResourcePrefix(String prefix) {
    return new ServerOptions(
        controlHost,
        controlPort,
        streamingHost,
        streamingPort,
        allowInsecureControl,
        Optional.of(prefix).filter(each -> !each.isEmpty()),
        corsOrigins,
        heartbeatMillis,
        watermarkWaitMillis,
        engine);
  }

  /** These options with other origins whose pages may read streams. */
  public ServerOptions withCorsOrigins(Set<String> origins) {
    return new ServerOptions(
        controlHost,
        controlPort,
        streamingHost,
        streamingPort,
        allowInsecureControl,
        resourcePrefix,
        origins,
        heartbeatMillis,
        watermarkWaitMillis,
        engine);
  }

  /** These options with another time between heartbeats. */
  public ServerOptions withHeartbeatMillis(long millis) {
    return new ServerOptions(
        controlHost,
        controlPort,
        streamingHost,
        streamingPort,
        allowInsecureControl,
        resourcePrefix,
        corsOrigins,
        millis,
        watermarkWaitMillis,
        engine);
  }

  /** These options with another time that a read waits for a version. */
  public ServerOptions withWatermarkWaitMillis(long millis) {
    return new ServerOptions(
        controlHost,
        controlPort,
        streamingHost,
        streamingPort,
        allowInsecureControl,
        resourcePrefix,
        corsOrigins,
        heartbeatMillis,
        millis,
        engine);
  }

  /** These options with the service run in another way. */
  public ServerOptions withEngine(EngineOptions options) {
    return new ServerOptions(
        controlHost,
        controlPort,
        streamingHost,
        streamingPort,
        allowInsecureControl,
        resourcePrefix,
        corsOrigins,
        heartbeatMillis,
        watermarkWaitMillis,
        options);
  }
}
