package io.skipruntime.benchmarks;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** A pipeline of Reactor with hand-written state at its end. */
final class ReactorFlow implements Flow {

  private final Sinks.Many<Write> input = Sinks.many().unicast().onBackpressureBuffer();
  private long sum;

  ReactorFlow(PeerTask.Kind kind) {
    HandState state = HandState.of(kind);
    Flux<Write> writes = input.asFlux();
    if (kind == PeerTask.Kind.MAPS) {
      writes =
          writes
              .map(write -> Write.of(write.key(), write.value() + 1))
              .map(write -> Write.of(write.key(), write.value() * 2))
              .map(write -> Write.of(write.key(), write.value() + 1));
    }
    writes
        .concatMapIterable(state::apply)
        .subscribe(
            result -> sum += result.sum(),
            failure -> {
              throw new IllegalStateException(failure);
            });
  }

  @Override
  public long write(List<Write> writes) {
    for (Write write : writes) {
      input.emitNext(write, Sinks.EmitFailureHandler.FAIL_FAST);
    }
    long taken = sum;
    sum = 0;
    return taken;
  }

  @Override
  public void close() {
    input.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
  }
}
