package io.skipruntime.kafka;

import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import java.util.Optional;

/** The connection of a sink without transactions: the service knows the position. */
final class IdempotentConnection implements Sink.Connection {

  private final SinkSettings sink;
  private final Sink.Context context;
  private final SinkProducer target;

  private IdempotentConnection(SinkSettings sink, Sink.Context context, SinkProducer target) {
    this.sink = sink;
    this.context = context;
    this.target = target;
  }

  static IdempotentConnection open(SinkSettings sink, Sink.Context context)
      throws SinkException, InterruptedException {
    SinkProducer target = SinkProducer.open(sink, context, Optional.empty());
    try {
      var unused = target.topics().prepare();
      return new IdempotentConnection(sink, context, target);
    } catch (SinkException | InterruptedException | RuntimeException e) {
      target.close();
      throw e;
    }
  }

  @Override
  public Optional<SinkPosition> position() {
    return context.acknowledged();
  }

  @Override
  public void write(SinkBatch batch) throws SinkException, InterruptedException {
    target.run(
        sink.topic(),
        watch -> {
          Optional<TopicRows> rows =
              batch.isResync()
                  ? Optional.of(TopicRows.of(target.clients(), sink.topic(), watch))
                  : Optional.empty();
          boolean isWritten = false;
          while (!isWritten) {
            isWritten = target.write(batch, rows, watch);
          }
        });
  }

  @Override
  public void close() {
    target.close();
  }
}
