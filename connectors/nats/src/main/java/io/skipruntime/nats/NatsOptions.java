package io.skipruntime.nats;

import io.nats.client.Nats;
import io.nats.client.Options;
import io.skipruntime.client.feed.LineOptions;
import java.nio.file.Path;
import java.util.HashSet;
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
    return changed(copy -> copy.line = copy.line.withTls());
  }

  /**
   * With TLS.
   *
   * @param context whom it trusts, and the certificate that it shows, if it has one. That a
   *     server's certificate is of its host is checked in any case
   */
  public NatsOptions withTls(SSLContext context) {
    return changed(copy -> copy.line = copy.line.withTls(context));
  }

  /** With another limit than 5 seconds of the time that connecting or an answer takes. */
  public NatsOptions withTimeoutMillis(long millis) {
    return changed(copy -> copy.line = copy.line.withTimeoutMillis(millis));
  }

  /**
   * With another time than a second from one look at a bucket to the next. A look notices that it
   * was made again, and that no server answers.
   */
  public NatsOptions withCheckMillis(long millis) {
    return changed(copy -> copy.line = copy.line.withCheckMillis(millis));
  }

  /** With another limit than 30 seconds of the time between attempts of a source. */
  public NatsOptions withMaxRetryMillis(long millis) {
    return changed(copy -> copy.line = copy.line.withMaxRetryMillis(millis));
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

  LineOptions line() {
    return values.line;
  }

  /** The servers, without credentials. */
  @Override
  public String toString() {
    return "NatsOptions[%s%s]".formatted(servers(), line().tls().isPresent() ? ", TLS" : "");
  }

  /** The values that can be changed; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private final String servers;
    private final Set<String> secrets = new HashSet<>();
    private Consumer<Options.Builder> login = builder -> {};
    private LineOptions line = LineOptions.withTimeLimit(5_000);

    Values(String servers) {
      this.servers = servers;
    }

    Values(Values other) {
      this(other.servers);
      secrets.addAll(other.secrets);
      login = other.login;
      line = other.line;
    }
  }
}
