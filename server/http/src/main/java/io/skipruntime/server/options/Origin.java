package io.skipruntime.server.options;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The origin of a web page: the scheme, host and port of its address (RFC 6454). */
public final class Origin {

  private Origin() {}

  /**
   * An origin the way browsers write it: in lower case, without the usual port.
   *
   * @throws IllegalArgumentException if the text is not an origin
   */
  public static String written(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      int usualPort =
          switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
          };
      String written = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
      boolean onlyOrigin = text.equalsIgnoreCase(scheme + "://" + written);
      if (uri.getHost() != null && usualPort > 0 && onlyOrigin) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean usual = uri.getPort() < 0 || uri.getPort() == usualPort;
        return scheme + "://" + host + (usual ? "" : ":" + uri.getPort());
      }
    } catch (URISyntaxException e) {
      throw notOrigin(text, e);
    }
    throw notOrigin(text, null);
  }

  private static IllegalArgumentException notOrigin(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "an origin is like https://app.example.org or http://localhost:3000, without a path and"
            + " without *, not \""
            + text
            + '"',
        cause);
  }
}
