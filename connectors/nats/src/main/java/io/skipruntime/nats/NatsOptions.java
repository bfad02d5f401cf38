package io.skipruntime.nats;

import io.nats.client.Nats;
import io.nats.client.Options;
import io.skipruntime.client.feed.TimeLimits;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * The options of a {@link NatsService} or a {@link NatsSink}: where the servers are, and how they
 * are used. Immutable: {@code with…} gives options with one thing changed.
 */
public final class NatsOptions {

  /** Not changed once it is here. */
  private final Values values;

  private NatsOptions(Values values) {
    this.values = values;
  }

  /**
   * The options for servers of one cluster.
   *
   * @param servers some of them, such as {@code 127.0.0.1:4222} or {@code nats://127.0.0.1:4222},
   *     with commas; without credentials
   * @throws IllegalArgumentException if there is none, or it has credentials
   */
  public static NatsOptions of(String servers) {
    if (servers.isBlank()) {
      throw new IllegalArgumentException("at least one server is to be named");
    }
    if (servers.contains("@")) { // the address is shown in messages
      throw new IllegalArgumentException(
          "credentials are given by withCredentials, withToken or withCredentialsFile, not in the"
              + " address");
    }
    return new NatsOptions(new Values(servers));
  }

  private NatsOptions changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new NatsOptions(copy);
  }

  /** With a user and a password, which no message shows. */
  public NatsOptions withCredentials(String user, String password) {
    return changed(copy -> {
      copy.login = builder -> builder.userInfo(user.toCharArray(), password.toCharArray());
      copy.secrets.add(password);
    });
  }

  /** With a token, which no message shows. */
  public NatsOptions withToken(String token) {
    return changed(copy -> {
      copy.login = builder -> builder.token(token.toCharArray());
      copy.secrets.add(token);
    });
  }

  /**
   * With the user of a file, as {@code nsc} makes it: a JWT and the seed of a key. It is read for
   * each connection.
   */
  public NatsOptions withCredentialsFile(Path file) {
    return changed(
        copy -> copy.login = builder -> builder.authHandler(Nats.credentials(file.toString())));
  }

  /** With TLS, for servers whose certificates the JVM trusts. */
  public NatsOptions withTls() {
    try {
      return withTls(SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("the JVM's default for TLS cannot be used", e);
    }
  }

  /**
   * With TLS.
   *
   * @param context whom it trusts, and the certificate that it shows, if it has one. That a
   *     server's certificate is of its host is checked in any case
   */
  public NatsOptions withTls(SSLContext context) {
    return changed(copy -> copy.tls = Optional.of(context));
  }

  /** With another limit than 5 seconds of the time that connecting or an answer takes. */
  public NatsOptions withTimeoutMillis(long millis) {
    long bounded = TimeLimits.option("timeoutMillis", millis);
    return changed(copy -> copy.timeoutMillis = bounded);
  }

  /**
   * With another time than a second from one look at a bucket to the next. A look notices that it
   * was made again, and that no server answers.
   */
  public NatsOptions withCheckMillis(long millis) {
    long bounded = TimeLimits.option("checkMillis", millis);
    return changed(copy -> copy.checkMillis = bounded);
  }

  /** With another limit than 30 seconds of the time between attempts of a source. */
  public NatsOptions withMaxRetryMillis(long millis) {
    long bounded = TimeLimits.option("maxRetryMillis", millis);
    return changed(copy -> copy.maxRetryMillis = bounded);
  }

  String servers() {
    return values.servers;
  }

  /** Adds the credentials to the options of a client. */
  void logIn(Options.Builder builder) {
    values.login.accept(builder);
  }

  Set<String> secrets() {
    return values.secrets;
  }

  Optional<SSLContext> tls() {
    return values.tls;
  }

  long timeoutMillis() {
    return values.timeoutMillis;
  }

  long checkMillis() {
    return values.checkMillis;
  }

  long maxRetryMillis() {
    return values.maxRetryMillis;
  }

  /** The servers, without credentials. */
  @Override
  public String toString() {
    return "NatsOptions[%s%s]".formatted(servers(), tls().isPresent() ? ", TLS" : "");
  }

  /** The values that can be changed; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private final String servers;
    private final Set<String> secrets = new HashSet<>();
    private Consumer<Options.Builder> login = builder -> {};
    private Optional<SSLContext> tls = Optional.empty();
    private long timeoutMillis = 5_000;
    private long checkMillis = 1_000;
    private long maxRetryMillis = 30_000;

    Values(String servers) {
      this.servers = servers;
    }

    Values(Values other) {
      this(other.servers);
      secrets.addAll(other.secrets);
      login = other.login;
      tls = other.tls;
      timeoutMillis = other.timeoutMillis;
      checkMillis = other.checkMillis;
      maxRetryMillis = other.maxRetryMillis;
    }
  }
}
