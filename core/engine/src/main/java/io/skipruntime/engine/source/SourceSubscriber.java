package io.skipruntime.engine.source;

import io.skipruntime.SourceUnavailableException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The subscriber of external services, which delivers to one writer. Thread-safe. */
final class SourceSubscriber {

  private final IntakeWriter writer;
  private final InstantSource clock;
  private final SubscribeCalls calls;

  /**
   * A subscriber that has subscribed nothing.
   *
   * @param calls counts what it does
   */
  SourceSubscriber(IntakeWriter writer, InstantSource clock, SubscribeCalls calls) {
    this.writer = writer;
    this.clock = clock;
    this.calls = calls;
  }

  /** Subscribes to a source, unless that was done, or the source was given back. */
  void request(ExternalSource source) {
    calls.begin();
    try {
      if (source.takeSubscription()) {
        subscribe(source);
      }
    } finally {
      calls.end();
    }
  }

  private void subscribe(ExternalSource source) {
    CompletionStage<Void> subscription;
    try {
      subscription = source.subscribe(new SourceCallbacks(source, writer, clock), writer);
    } catch (RuntimeException e) {
      subscription = CompletableFuture.failedStage(e);
    }
    subscription.whenComplete((none, failure) -> {
      if (source.from().isReplaced()) {
        return;
      }
      Throwable problem = failure == null && !source.isLoaded() ? source.rejection() : failure;
      if (problem == null) {
        loaded(source);
      } else {
        failed(source, problem);
      }
    });
  }

  private void loaded(ExternalSource source) {
    writer.note(() -> {
      if (!source.isUnconfirmed()) {
        source.live(clock.instant());
      }
    });
    source.arrival().complete(null);
  }

  private void failed(ExternalSource source, Throwable failure) {
    String reason = ExternalSource.messageOf(failure);
    writer.note(() -> {
      if (source.isLoaded()) {
        source.troubled(reason, clock.instant());
      } else {
        source.failed(reason, clock.instant());
      }
    });
    source.arrival().completeExceptionally(unavailable(source, reason, failure));
  }

  /** The failure of those who need a source that has no data. */
  static SourceUnavailableException unavailable(
      ExternalSource source, String reason, Throwable cause) {
    return new SourceUnavailableException(
        "the external source " + source.describe() + " failed: " + reason, cause);
  }
}
