package io.skipruntime.kafka.registry;

import io.skipruntime.client.feed.TimeLimits;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The options of a {@link SchemaRegistry}: where it is, and how it is asked. Immutable: {@code
 * with…} gives options with one thing changed.
 */
public final class RegistryOptions {

  private static final long DEFAULT_TIMEOUT_MILLIS = 5_000;

  private final URI address;
  private final Optional<String> authorization;
  private final List<String> secrets;
  private final Optional<SSLContext> tls;
  private final long timeoutMillis;

  private RegistryOptions(
      URI address,
      Optional<String> authorization,
      List<String> secrets,
      Optional<SSLContext> tls,
      long timeoutMillis) {
    this.address = address;
    this.authorization = authorization;
    this.secrets = List.copyOf(secrets);
    this.tls = tls;
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * The options for a registry.
   *
   * @param address such as {@code http://127.0.0.1:8081}; of Apicurio's registry {@code
   *     http://127.0.0.1:8080/apis/ccompat/v7}
   * @throws IllegalArgumentException if it is no address of http or https, or has a user in it
   */
  public static RegistryOptions of(String address) {
    URI checked = checked(address);
    return new RegistryOptions(
        checked, Optional.empty(), List.of(), Optional.empty(), DEFAULT_TIMEOUT_MILLIS);
  }

  private static URI checked(String address) {
    URI uri;
    try {
      uri = new URI(address.strip().replaceAll("/+$", ""));
    } catch (URISyntaxException e) { // whose message has the address
      throw new IllegalArgumentException("the address of the registry is no URI");
    }
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!isHttp || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "the registry needs an address of http or https with a host, such as"
              + " http://127.0.0.1:8081");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the address of the registry is one without user, query and fragment; withBasicAuth"
              + " takes the user");
    }
    return uri;
  }

  /**
   * With the user and password of basic authentication, which no message shows.
   *
   * @throws IllegalArgumentException if the user has a colon
   */
  public RegistryOptions withBasicAuth(String user, String password) {
    if (user.isEmpty() || user.contains(":")) {
      throw new IllegalArgumentException("the user of the registry is empty, or has a colon");
    }
    String pair = user + ":" + password;
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return new RegistryOptions(
        address, Optional.of("Basic " + encoded), nonEmpty(encoded, password), tls, timeoutMillis);
  }

  /**
   * With a bearer token, which no message shows.
   *
   * @throws IllegalArgumentException if it is empty or has a character that no token has
   */
  public RegistryOptions withBearerToken(String token) {
    if (token.isEmpty() || !token.chars().allMatch(each -> each > ' ' && each <= '~')) {
      throw new IllegalArgumentException(
          "the token of the registry is empty, or has a character that no token has, such as the"
              + " line end of a file");
    }
    return new RegistryOptions(
        address, Optional.of("Bearer " + token), List.of(token), tls, timeoutMillis);
  }

  private static List<String> nonEmpty(String... values) {
    List<String> all = new ArrayList<>(List.of(values));
    all.removeIf(String::isEmpty);
    return all;
  }

  /**
   * With another TLS than Java's own: what certificates are trusted, and which one the client
   * shows.
   */
  public RegistryOptions withTlsContext(SSLContext context) {
    return new RegistryOptions(
        address, authorization, secrets, Optional.of(context), timeoutMillis);
  }

  /** With another limit than 5 seconds for an answer of the registry. */
  public RegistryOptions withTimeoutMillis(long millis) {
    return new RegistryOptions(
        address, authorization, secrets, tls, TimeLimits.option("timeoutMillis", millis));
  }

  URI address() {
    return address;
  }

  Optional<String> authorization() {
    return authorization;
  }

  Optional<SSLContext> tls() {
    return tls;
  }

  Duration timeout() {
    return Duration.ofMillis(timeoutMillis);
  }

  /** A text in which no secret of these options is. */
  String masked(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, "***");
    }
    return masked;
  }

  /** The address, without secrets. */
  @Override
  public String toString() {
    return "RegistryOptions[" + address + "]";
  }
}
