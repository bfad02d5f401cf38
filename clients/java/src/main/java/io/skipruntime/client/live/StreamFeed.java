package io.skipruntime.client.live;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.MismatchException;
import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.ResumableStream;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.Feed;
import io.skipruntime.client.feed.SourceException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The feed that keeps a live collection supplied; an attempt lasts as long as the connection. */
final class StreamFeed extends Feed implements ResumableStream.Receiver {

  /** The collection that is supplied; called by the thread of the feed. */
  interface Target {

    /** As {@link ResumableStream.Receiver#receive}. */
    void take(List<JsonEntry> entries, boolean isInitial, String id) throws MismatchException;

    /** What was taken last is current. */
    void isCurrent();

    /** What was taken last is all there will be: the service has withdrawn the permission. */
    void isForbidden(String reason);

    /** What was taken last may be out of date. */
    void isTroubled(String reason);
  }

  private final ResumableStream stream;
  private final Target target;

  StreamFeed(
      SkipServiceBroker broker, RemoteResource<?, ?> resource, LiveOptions options, Target target) {
    super(
        "skip-live-" + resource.name(),
        new Backoff(options.firstRetryMillis(), options.maxRetryMillis()));
    this.stream =
        new ResumableStream(
            broker,
            resource.name(),
            resource.params(),
            options.silenceMillis(),
            options.unknownSilenceMillis());
    this.target = target;
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    stream.follow(this);
    return 0;
  }

  @Override
  public void receive(List<JsonEntry> entries, boolean isInitial, String id)
      throws SourceException {
    try {
      target.take(entries, isInitial, id);
    } catch (MismatchException e) {
      throw SourceException.lasting(SourceException.messageOf(e));
    }
    supplied();
  }

  @Override
  public void resumed() {
    target.isCurrent();
    succeeded();
  }

  @Override
  public void failedOverThere(String reason) {
    target.isTroubled(reason);
  }

  @Override
  protected void troubled(SourceException failure) {
    if (failure.isForbidden()) {
      var unused = stop();
      target.isForbidden(SourceException.messageOf(failure));
      return;
    }
    target.isTroubled(SourceException.messageOf(failure));
  }

  @Override
  protected void end() {
    stream.delete();
  }

  /** Stops; waits, unless its own thread asks, for the stream to be closed over there. */
  void stopWithin(long millis) {
    var ended = stop();
    if (isOwnThread()) {
      return;
    }
    try {
      ended.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      System.getLogger(StreamFeed.class.getName())
          .log(System.Logger.Level.DEBUG, "the stream is still being closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
