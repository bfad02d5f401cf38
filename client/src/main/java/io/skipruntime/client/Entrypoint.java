package io.skipruntime.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a service is reached.
 *
 * @param host name or address of the machine
 * @param streamingPort port that subscribers connect to
 * @param controlPort port for reads and writes
 * @param secured whether both are reached by TLS
 */
public record Entrypoint(String host, int streamingPort, int controlPort, boolean secured) {

  private static final int STREAMING_PORT = 8080;
  private static final int CONTROL_PORT = 8081;

  /** A service on this machine at the usual ports. */
  public static Entrypoint local() {
    return local(STREAMING_PORT, CONTROL_PORT);
  }

  /** A service on this machine at the given ports. */
  public static Entrypoint local(int streamingPort, int controlPort) {
    return new Entrypoint("127.0.0.1", streamingPort, controlPort, false);
  }

  /** The address of the streaming listener. */
  public URI streaming() {
    return address(streamingPort, "");
  }

  /** The address of a stream, by the identifier that {@link SkipServiceBroker} got for it. */
  public URI stream(String uuid) {
    return address(streamingPort, "/v1/streams/" + uuid);
  }

  /** An address of the control listener. */
  URI control(String path) {
    return address(controlPort, path);
  }

  /** A segment of a path, percent-encoded. */
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private URI address(int port, String path) {
    return URI.create((secured ? "https://" : "http://") + host + ":" + port + path);
  }
}
