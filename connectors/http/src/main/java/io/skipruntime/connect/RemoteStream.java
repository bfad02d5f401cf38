package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.ResumableStream;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.client.live.LiveOptions;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stream of another service that one subscription follows; an attempt lasts as long as the
 * connection.
 */
final class RemoteStream extends SubscriptionFeed implements ResumableStream.Receiver {

  private static final long FIRST_RETRY_MILLIS = 200;
  private static final long MAX_RETRY_MILLIS = 10_000;

  private static final String STREAM = "stream";
  private static final String ID = "id";

  private final String name;
  private final ResumableStream stream;

  RemoteStream(
      SkipServiceBroker broker,
      String resource,
      Json params,
      LiveOptions options,
      Callbacks callbacks) {
    super("skip-remote-" + resource, callbacks, new Backoff(FIRST_RETRY_MILLIS, MAX_RETRY_MILLIS));
    this.name = resource + params;
    this.stream =
        new ResumableStream(
            broker, resource, params, options.silenceMillis(), options.unknownSilenceMillis());
    position(name).ifPresent(this::resume);
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    stream.follow(this);
    return 0;
  }

  @Override
  public void receive(List<JsonEntry> entries, boolean isInitial, String id)
      throws SourceException {
    List<Entry<Json, Json>> data = entries.stream().map(RemoteStream::entry).toList();
    Optional<String> open = stream.uuid();
    if (open.isPresent()) {
      deliver(data, isInitial, name, position(open.get(), id));
    } else {
      deliver(data, isInitial);
    }
  }

  /** Up to where the service has the data: a stream over there, and the id of its last event. */
  private static Json position(String uuid, String id) {
    return Json.object(Map.of(STREAM, Json.of(uuid), ID, Json.of(id)));
  }

  private void resume(Json position) {
    if (position instanceof JsonObject known
        && known.find(STREAM).orElse(Json.NULL) instanceof JsonString uuid
        && known.find(ID).orElse(Json.NULL) instanceof JsonString id) {
      stream.resumeFrom(uuid.asString(), id.asString());
    }
  }

  private static Entry<Json, Json> entry(JsonEntry entry) {
    return new Entry<>(entry.key(), entry.values());
  }

  @Override
  public void resumed() throws SourceException {
    confirm();
  }

  @Override
  public void failedOverThere(String reason) {
    troubled(SourceException.passing(reason));
  }

  @Override
  protected void end() {
    stream.delete();
  }
}
