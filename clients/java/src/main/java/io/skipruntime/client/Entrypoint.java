package io.skipruntime.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The addresses at which a service is reached. Each address may have a path, below which a proxy
 * offers the service.
 *
 * @param control where to read and write, such as {@code http://127.0.0.1:8081}
 * @param streaming where subscribers connect, such as {@code http://127.0.0.1:8080}
 */
public record Entrypoint(URI control, URI streaming) {

  private static final int STREAMING_PORT = 8080;
  private static final int CONTROL_PORT = 8081;

  /**
   * Checks the addresses.
   *
   * @throws IllegalArgumentException if one is not like {@code http://127.0.0.1:8081}, with http or
   *     https, with or without a port and a path
   */
  public Entrypoint {
    control = base("control", control);
    streaming = base("streaming", streaming);
  }

  /** A service on this machine at the usual ports. */
  public static Entrypoint local() {
    return local(STREAMING_PORT, CONTROL_PORT);
  }

  /** A service on this machine at the given ports. */
  public static Entrypoint local(int streamingPort, int controlPort) {
    return of("127.0.0.1", streamingPort, controlPort, false);
  }

  /**
   * A service whose listeners are on one machine.
   *
   * @param host name or address of the machine
   * @param streamingPort port that subscribers connect to
   * @param controlPort port for reads and writes
   * @param secured whether both are reached by TLS
   */
  public static Entrypoint of(String host, int streamingPort, int controlPort, boolean secured) {
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    String machine = (secured ? "https://" : "http://") + name + ":";
    return new Entrypoint(URI.create(machine + controlPort), URI.create(machine + streamingPort));
  }

  /** The address of a stream, by the identifier that {@link SkipServiceBroker} got for it. */
  public URI stream(String uuid) {
    return streaming("/v1/streams/" + uuid);
  }

  /** An address of the control listener. */
  URI control(String path) {
    return URI.create(control + path);
  }

  /** An address of the streaming listener. */
  URI streaming(String path) {
    return URI.create(streaming + path);
  }

  /** A segment of a path, or a value in a query, percent-encoded. */
  static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static URI base(String name, URI address) {
    boolean known = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!known
        || address.getHost() == null
        || address.getRawUserInfo() != null
        || address.getRawQuery() != null
        || address.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the "
              + name
              + " address is to be like http://127.0.0.1:8081, or with https, and not "
              + address.getScheme()
              + "://"
              + address.getHost());
    }
    String text = address.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : address;
  }
}
