package io.skipruntime.redis;

import io.skipruntime.client.feed.LineOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link RedisService} or a {@link RedisSink}: where the server is, and how it is
 * used. Immutable: {@code with…} gives options with one thing changed.
 */
public final class RedisOptions {

  private static final String PLAIN = "redis";
  private static final String ENCRYPTED = "rediss";
  private static final int DEFAULT_PORT = 6379;

  /** Not changed once it is here. */
  private final Values values;

  private RedisOptions(Values values) {
    this.values = values;
  }

  /**
   * The options for a server.
   *
   * @param address its host and port, such as {@code 127.0.0.1:6379}, or an address {@code
   *     redis://USER:PASSWORD@HOST:PORT/DATABASE}, of which everything but the host may be left
   *     out; {@code rediss://} asks for TLS. The password is never shown
   * @throws IllegalArgumentException if it is no such address
   */
  public static RedisOptions of(String address) {
    URI uri;
    try {
      uri = new URI(address.contains("://") ? address : PLAIN + "://" + address);
    } catch (URISyntaxException e) { // whose message shows the address
      throw noAddress();
    }
    String host = uri.getHost();
    boolean isKnown = PLAIN.equals(uri.getScheme()) || ENCRYPTED.equals(uri.getScheme());
    if (host == null || !isKnown || uri.getQuery() != null || uri.getFragment() != null) {
      throw noAddress();
    }
    Values values =
        new Values(
            host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
            uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    String path = Objects.requireNonNullElse(uri.getPath(), "");
    if (path.length() > 1) {
      values.database = database(path.substring(1));
    }
    takeCredentials(values, uri.getUserInfo());
    RedisOptions options = new RedisOptions(values);
    return ENCRYPTED.equals(uri.getScheme()) ? options.withTls() : options;
  }

  private static IllegalArgumentException noAddress() {
    return new IllegalArgumentException(
        "the server's address is to be HOST:PORT or redis://USER:PASSWORD@HOST:PORT/DATABASE, or"
            + " rediss:// for TLS");
  }

  private static int database(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw noAddress();
    }
    return Integer.parseInt(text);
  }

  private static void takeCredentials(Values values, @Nullable String given) {
    if (given == null) {
      return;
    }
    int colon = given.indexOf(':');
    if (colon < 0) {
      throw noAddress();
    }
    values.user = colon == 0 ? Optional.empty() : Optional.of(given.substring(0, colon));
    values.password = Optional.of(given.substring(colon + 1));
  }

  private RedisOptions changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new RedisOptions(copy);
  }

  /**
   * With a password of the default user. No message shows it. {@code SecretFile} of the Java client
   * reads one from a file.
   */
  public RedisOptions withPassword(String password) {
    return changed(copy -> {
      copy.user = Optional.empty();
      copy.password = Optional.of(password);
    });
  }

  /** With a user and a password, which no message shows. */
  public RedisOptions withCredentials(String user, String password) {
    return changed(copy -> {
      copy.user = Optional.of(user);
      copy.password = Optional.of(password);
    });
  }

  /** With TLS, for servers whose certificates the JVM trusts. */
  public RedisOptions withTls() {
    return changed(copy -> copy.line = copy.line.withTls());
  }

  /**
   * With TLS.
   *
   * @param context whom it trusts, and the certificate that it shows, if it has one. That a
   *     server's certificate is of its host is checked in any case
   */
  public RedisOptions withTls(SSLContext context) {
    return changed(copy -> copy.line = copy.line.withTls(context));
  }

  /**
   * With another database than 0.
   *
   * @throws IllegalArgumentException if it is less than 0
   */
  public RedisOptions withDatabase(int database) {
    if (database < 0) {
      throw new IllegalArgumentException("a database has a number from 0 on, not " + database);
    }
    return changed(copy -> copy.database = database);
  }

  /** With another limit than 10 seconds of the time that connecting or an answer takes. */
  public RedisOptions withTimeoutMillis(long millis) {
    return changed(copy -> copy.line = copy.line.withTimeoutMillis(millis));
  }

  /**
   * With another time than a second from one look at a stream to the next while no record comes. A
   * look notices that the server is away, and that the stream was made again.
   */
  public RedisOptions withCheckMillis(long millis) {
    return changed(copy -> copy.line = copy.line.withCheckMillis(millis));
  }

  /** With another limit than 30 seconds of the time between attempts of a source. */
  public RedisOptions withMaxRetryMillis(long millis) {
    return changed(copy -> copy.line = copy.line.withMaxRetryMillis(millis));
  }

  String host() {
    return values.host;
  }

  int port() {
    return values.port;
  }

  int database() {
    return values.database;
  }

  Optional<String> user() {
    return values.user;
  }

  Optional<String> password() {
    return values.password;
  }

  LineOptions line() {
    return values.line;
  }

  /** The server, without credentials. */
  @Override
  public String toString() {
    return "RedisOptions[%s:%d/%d%s]"
        .formatted(host(), port(), database(), line().tls().isPresent() ? ", TLS" : "");
  }

  /** The values that can be changed; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private final String host;
    private final int port;
    private int database;
    private Optional<String> user = Optional.empty();
    private Optional<String> password = Optional.empty();
    private LineOptions line = LineOptions.withTimeLimit(10_000);

    Values(String host, int port) {
      this.host = host;
      this.port = port;
    }

    Values(Values other) {
      this(other.host, other.port);
      database = other.database;
      user = other.user;
      password = other.password;
      line = other.line;
    }
  }
}
