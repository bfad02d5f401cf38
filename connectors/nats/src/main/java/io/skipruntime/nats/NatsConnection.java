package io.skipruntime.nats;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A connection to a server, which ends when that is lost. For one thread. */
final class NatsConnection implements AutoCloseable {

  private static final int NOT_FOUND = 404;
  private static final int MAX_PINGS = 2;

  private final Connection connection;
  private final JetStreamOptions limits;

  private NatsConnection(Connection connection, JetStreamOptions limits) {
    this.connection = connection;
    this.limits = limits;
  }

  /** Connects to one of the servers. */
  static NatsConnection open(NatsOptions options) throws IOException, InterruptedException {
    Duration limit = Duration.ofMillis(options.line().timeoutMillis());
    Options.Builder builder =
        new Options.Builder()
            .servers(options.servers().split(","))
            .connectionName("skip")
            .noReconnect()
            .ignoreDiscoveredServers()
            .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs) // keeps names
            .connectionTimeout(limit)
            .pingInterval(limit)
            .maxPingsOut(MAX_PINGS);
    Reasons reasons = new Reasons();
    builder.errorListener(reasons);
    options.logIn(builder);
    options.line().tls().ifPresent(context -> builder.sslContext(HostChecking.of(context)));
    try {
      return new NatsConnection(
          Nats.connect(builder.build()), JetStreamOptions.builder().requestTimeout(limit).build());
    } catch (AuthenticationException e) {
      throw e;
    } catch (IOException e) {
      throw reasons.explained(e);
    }
  }

  /** The reasons that the client tells of a failure apart from it. Thread-safe. */
  private static final class Reasons implements ErrorListener {

    private final AtomicReference<@Nullable Exception> last = new AtomicReference<>();

    @Override
    public void exceptionOccurred(Connection connection, Exception failure) {
      last.set(failure);
    }

    /** The failure with its reason, if one is known. */
    IOException explained(IOException failure) {
      Exception reason = last.get();
      return reason == null || failure.getCause() != null
          ? failure
          : new IOException(failure.getMessage(), reason);
    }
  }

  /** The stream behind a bucket. */
  static String stream(String bucket) {
    return "KV_" + bucket;
  }

  /** The subject of a key of a bucket. */
  static String subject(String bucket, String key) {
    return "$KV." + bucket + "." + key;
  }

  /** What the server says of a bucket; empty if there is none. */
  Optional<StreamInfo> find(String bucket) throws IOException, JetStreamApiException {
    try {
      return Optional.of(management().getStreamInfo(stream(bucket)));
    } catch (JetStreamApiException e) {
      if (e.getErrorCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The last change of a key of a bucket; empty if there is none. */
  Optional<MessageInfo> last(String bucket, String key) throws IOException, JetStreamApiException {
    try {
      return Optional.of(management().getLastMessage(stream(bucket), subject(bucket, key)));
    } catch (JetStreamApiException e) {
      if (e.getErrorCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Makes a bucket with the settings that the server has for those that are not named. */
  void create(String bucket, int replicas) throws IOException, JetStreamApiException {
    connection
        .keyValueManagement()
        .create(KeyValueConfiguration.builder(bucket).replicas(replicas).build());
  }

  private JetStreamManagement management() throws IOException {
    return connection.jetStreamManagement(limits);
  }

  JetStream jetStream() throws IOException {
    return connection.jetStream(limits);
  }

  /** The longest message that the server takes. */
  long maxPayload() {
    return connection.getMaxPayload();
  }

  /** Fails if the connection is lost. */
  void requireOpen() throws IOException {
    if (connection.getStatus() != Connection.Status.CONNECTED) {
      throw new IOException("the connection is lost");
    }
  }

  @Override
  public void close() {
    boolean wasInterrupted = Thread.interrupted(); // else the client's threads are not waited for
    try {
      connection.close();
    } catch (InterruptedException e) {
      wasInterrupted = true;
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
