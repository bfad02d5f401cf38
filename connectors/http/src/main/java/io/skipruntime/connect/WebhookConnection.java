package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import io.skipruntime.client.feed.SourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a webhook: it writes a batch lane by lane. With several lanes each has a thread,
 * for as long as the batch lasts.
 *
 * <ul>
 *   <li>A failure of one lane stops the others at their next request: all of it is delivered again,
 *       with what has changed meanwhile.
 * </ul>
 */
final class WebhookConnection implements Sink.Connection {

  private final Sink.Context context;
  private final WebhookTarget target;
  private final int lanes;
  private final int maxBytes;

  WebhookConnection(Sink.Context context, WebhookTarget target, int lanes, int maxBytes) {
    this.context = context;
    this.target = target;
    this.lanes = lanes;
    this.maxBytes = maxBytes;
  }

  @Override
  public Optional<SinkPosition> position() {
    return context.acknowledged();
  }

  @Override
  public void write(SinkBatch batch) throws SinkException, InterruptedException {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    if (batch.isResync()) {
      lane(batch, failure).reset();
    }
    if (lanes == 1) {
      lane(batch, failure).write(batch.entries());
    } else {
      writeSideBySide(batch, failure);
    }
  }

  private WebhookLane lane(SinkBatch batch, AtomicReference<@Nullable Exception> failure) {
    return new WebhookLane(context, target, batch, maxBytes, failure);
  }

  private void writeSideBySide(SinkBatch batch, AtomicReference<@Nullable Exception> failure)
      throws SinkException, InterruptedException {
    List<Thread> threads = new ArrayList<>(lanes);
    for (int lane = 0; lane < lanes; lane++) {
      int number = lane;
      threads.add(
          Thread.ofVirtual()
              .name("skip-webhook-" + context.name() + "-" + lane)
              .start(() -> {
                try {
                  lane(batch, failure).write(ofLane(batch.entries(), number));
                } catch (SinkException | InterruptedException | RuntimeException e) {
                  failure.compareAndSet(null, e);
                }
              }));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } finally {
      threads.forEach(Thread::interrupt); // those that still go on, if this one is interrupted
    }
    switch (failure.get()) {
      case null -> {}
      case SinkException e -> throw e;
      case Exception e -> throw SinkException.passing(SourceException.messageOf(e));
    }
  }

  private Iterable<Entry<Object, Object>> ofLane(
      Iterable<Entry<Object, Object>> entries, int lane) {
    return () ->
        StreamSupport.stream(entries.spliterator(), false)
            .filter(entry -> Math.floorMod(entry.key().hashCode(), lanes) == lane)
            .iterator();
  }

  @Override
  public void close() {
    target.close();
  }
}
