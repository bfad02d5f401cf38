package io.skipruntime.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.skipruntime.SinkPosition;
import java.io.IOException;
import java.util.Optional;

/**
 * The note that a sink keeps in its bucket: who writes to it, and the position up to which it has
 * everything. It is the deletion of a key that never has a value, so that readers of the bucket see
 * nothing of it. Immutable.
 *
 * @param revision of the note; 0 if there is none
 * @param owner the run of the service that writes to the bucket; empty if none has yet
 * @param position empty if nothing is known of what the bucket has
 */
record SinkMark(long revision, Optional<String> owner, Optional<SinkPosition> position) {

  /** The key of the note, which no entry may have. */
  static final String KEY = "_skip/position";

  private static final String OWNER = "Skip-Owner";
  private static final String POSITION = "Skip-Position";
  private static final SinkMark NONE = new SinkMark(0, Optional.empty(), Optional.empty());

  /** The note that a bucket has. */
  static SinkMark of(NatsConnection connection, String bucket)
      throws IOException, JetStreamApiException {
    return connection.last(bucket, KEY).map(SinkMark::parse).orElse(NONE);
  }

  private static SinkMark parse(MessageInfo message) {
    Optional<Headers> headers = Optional.ofNullable(message.getHeaders());
    return new SinkMark(
        message.getSeq(),
        headers.map(known -> known.getFirst(OWNER)),
        headers.map(known -> known.getFirst(POSITION)).flatMap(SinkPosition::parse));
  }

  /** The headers of a note. */
  static Headers headers(String owner, Optional<SinkPosition> position) {
    Headers headers =
        new Headers()
            .add("KV-Operation", KeyValueOperation.DELETE.getHeaderValue())
            .add(OWNER, owner);
    position.ifPresent(known -> headers.add(POSITION, known.toString()));
    return headers;
  }
}
