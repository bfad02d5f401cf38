package io.skipruntime.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import io.skipruntime.Entry;
import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The connection of a sink, which writes the changes of a batch, and then the position that they
 * lead to. For one thread.
 *
 * <ul>
 *   <li>{@code maxBytes} is the longest value that the bucket takes.
 * </ul>
 */
final class SinkConnection implements Sink.Connection {

  private static final Pattern KEY = Pattern.compile("[-/_=.a-zA-Z0-9]+");
  private static final int MAX_ATTEMPTS = 5;
  private static final int MAX_HEADER_BYTES = 1_024;

  private final NatsOptions options;
  private final String bucket;
  private final NatsConnection connection;
  private final BucketWriter writer;
  private final NatsFailures failures;
  private final long maxBytes;
  private final Optional<SinkPosition> position;

  private SinkConnection(
      NatsOptions options,
      String bucket,
      NatsConnection connection,
      BucketWriter writer,
      StreamInfo info,
      Optional<SinkPosition> position) {
    this.options = options;
    this.bucket = bucket;
    this.connection = connection;
    this.writer = writer;
    this.position = position;
    this.failures = new NatsFailures(options);
    long ofServer = connection.maxPayload() - MAX_HEADER_BYTES;
    long ofBucket = info.getConfig().getMaximumMessageSize();
    this.maxBytes = ofBucket > 0 ? Math.min(ofServer, ofBucket - MAX_HEADER_BYTES) : ofServer;
  }

  static SinkConnection open(NatsOptions options, String bucket, int replicas, Sink.Context context)
      throws SinkException, InterruptedException {
    NatsFailures failures = new NatsFailures(options);
    NatsConnection connection;
    try {
      connection = NatsConnection.open(options);
    } catch (IOException | IllegalStateException e) {
      throw told(failures, e);
    }
    try {
      StreamInfo info = prepared(connection, bucket, replicas);
      BucketWriter writer = new BucketWriter(connection, options, bucket, context);
      return new SinkConnection(options, bucket, connection, writer, info, writer.claim());
    } catch (IOException | JetStreamApiException | IllegalStateException e) {
      connection.close();
      throw told(failures, e);
    } catch (SinkException | InterruptedException e) {
      connection.close();
      throw e;
    }
  }

  private static StreamInfo prepared(NatsConnection connection, String bucket, int replicas)
      throws IOException, JetStreamApiException, SinkException {
    Optional<StreamInfo> known = connection.find(bucket);
    if (known.isEmpty() && replicas > 0) {
      connection.create(bucket, replicas);
      known = connection.find(bucket);
    }
    return known.orElseThrow(() ->
        SinkException.passing(
            "there is no bucket %s: nats kv add %s, or let the sink make it by creatingBucket"
                .formatted(bucket, bucket)));
  }

  private static SinkException told(NatsFailures failures, Exception failure)
      throws InterruptedException {
    if (Thread.interrupted()) { // which is why the connection has failed
      throw new InterruptedException();
    }
    return failures.ofSink(failure);
  }

  @Override
  public Optional<SinkPosition> position() {
    return position;
  }

  @Override
  public void write(SinkBatch batch) throws SinkException, InterruptedException {
    try {
      boolean isWritten = isWritten(batch, batch.isResync());
      for (int attempt = 1; !isWritten; attempt++) {
        if (attempt == MAX_ATTEMPTS) {
          throw SinkException.passing(
              "something else writes to the bucket %s again and again".formatted(bucket));
        }
        isWritten = isWritten(batch, true);
      }
    } catch (IOException | JetStreamApiException | IllegalStateException e) {
      throw told(failures, e);
    }
  }

  /** Writes a batch; gives false if something else has written to the bucket meanwhile. */
  private boolean isWritten(SinkBatch batch, boolean isDisturbed)
      throws IOException, JetStreamApiException, SinkException, InterruptedException {
    try {
      if (isDisturbed) {
        writer.renew();
      }
      publishAll(batch, batch.isResync() ? Optional.of(rows()) : Optional.empty());
      writer.finish(batch.position());
      return true;
    } catch (DisturbedException e) {
      return false;
    }
  }

  private void publishAll(SinkBatch batch, Optional<Map<String, ByteBuffer>> rows)
      throws IOException, SinkException, InterruptedException, DisturbedException {
    Set<String> rest = rows.map(known -> new HashSet<>(known.keySet())).orElseGet(HashSet::new);
    for (Entry<Object, Object> entry : batch.entries()) {
      Optional<String> key = keyOf(entry, batch);
      if (key.isEmpty()) {
        continue;
      }
      Optional<byte[]> value = valueOf(entry, batch);
      if (rows.isEmpty()) {
        publish(key.get(), value, batch);
      } else if (value.isPresent()) {
        rest.remove(key.get());
        if (!digest(value.get()).equals(rows.get().get(key.get()))) {
          publish(key.get(), value, batch);
        }
      } // else it is one of the rest, if it is there
    }
    for (String gone : rest) {
      publish(gone, Optional.empty(), batch);
    }
  }

  private Optional<String> keyOf(Entry<Object, Object> entry, SinkBatch batch) {
    Json json = Json.from(entry.key());
    String key = json instanceof JsonString text ? text.asString() : json.toString();
    if (!KEY.matcher(key).matches()
        || key.startsWith(".")
        || key.endsWith(".")
        || key.contains("..")) {
      batch.refuse(
          entry.key(),
          "a key of NATS has letters, digits and -/_=. and no full stop at either end");
      return Optional.empty();
    }
    if (key.equals(SinkMark.KEY)) {
      batch.refuse(entry.key(), "the key is that of the position in the bucket");
      return Optional.empty();
    }
    return Optional.of(key);
  }

  private Optional<byte[]> valueOf(Entry<Object, Object> entry, SinkBatch batch) {
    if (entry.values().isEmpty()) {
      return Optional.empty();
    }
    if (entry.values().size() > 1) {
      batch.refuse(
          entry.key(),
          "it has %d values, and a key of the bucket has one".formatted(entry.values().size()));
      return Optional.empty();
    }
    byte[] bytes = Json.from(entry.values().getFirst()).toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > maxBytes) {
      batch.refuse(
          entry.key(),
          "the value has %,d bytes, and the limit is %,d".formatted(bytes.length, maxBytes));
      return Optional.empty();
    }
    return Optional.of(bytes);
  }

  private void publish(String key, Optional<byte[]> value, SinkBatch batch)
      throws IOException, SinkException, InterruptedException, DisturbedException {
    Headers headers = new Headers().add("Skip-Position", batch.position().toString());
    if (value.isEmpty()) {
      headers.add("KV-Operation", KeyValueOperation.DELETE.getHeaderValue());
    }
    writer.publish(key, headers, value.orElseGet(() -> new byte[0]));
  }

  /** The keys that have a value, with a digest of it, so that memory is bounded by their number. */
  private Map<String, ByteBuffer> rows()
      throws IOException, JetStreamApiException, InterruptedException {
    Map<String, ByteBuffer> rows = new HashMap<>();
    try (BucketReader reader = BucketReader.ofLast(connection, bucket)) {
      while (reader.pending() > 0) {
        for (KeyValueEntry each :
            reader.nextPending(Duration.ofMillis(options.line().timeoutMillis()))) {
          if (each.getOperation() == KeyValueOperation.PUT && each.getValue() != null) {
            rows.put(each.getKey(), digest(each.getValue()));
          } else {
            rows.remove(each.getKey());
          }
        }
      }
    }
    return rows;
  }

  private static ByteBuffer digest(byte[] value) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) { // every Java has it
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
