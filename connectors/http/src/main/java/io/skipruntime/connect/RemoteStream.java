package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.ResumableStream;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The stream of another service that one subscription follows; an attempt lasts as long as the
 * connection.
 */
final class RemoteStream extends SubscriptionFeed implements ResumableStream.Receiver {

  private static final long FIRST_RETRY_MILLIS = 200;
  private static final long MAX_RETRY_MILLIS = 10_000;

  private final ResumableStream stream;

  RemoteStream(
      SkipServiceBroker broker,
      String resource,
      Json params,
      long silenceMillis,
      long unknownSilenceMillis,
      Callbacks callbacks) {
    super(
        "skip-remote-" + resource,
        callbacks,
        new Backoff(FIRST_RETRY_MILLIS, MAX_RETRY_MILLIS, ThreadLocalRandom.current()));
    this.stream =
        new ResumableStream(broker, resource, params, silenceMillis, unknownSilenceMillis);
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    stream.follow(this);
    return 0;
  }

  @Override
  public void receive(List<JsonEntry> entries, boolean isInitial, String id)
      throws SourceException {
    deliver(entries.stream().map(RemoteStream::entry).toList(), isInitial);
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
