package io.skipruntime.cluster.shard;

import io.skipruntime.IdempotencyKeyReusedException;
import io.skipruntime.cluster.node.RememberedCalls;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.RememberedAnswer;
import java.util.List;
import java.util.Optional;

/** The answers to calls of commands that the log of ticks has told a node of. Thread-safe. */
final class RememberedAnswers {

  private final RememberedCalls calls = new RememberedCalls();

  /** Takes an answer that the log has. */
  synchronized void add(RememberedAnswer answer) {
    var unused = calls.find(answer.call(), answer.sinceMillis());
    calls.add(answer);
  }

  /**
   * The decision on a call that was answered before; empty if it was not.
   *
   * @param millis the time of the call, in milliseconds since 1970
   */
  synchronized Optional<Decision> find(CommandCall call, long millis) {
    RememberedAnswer known = calls.find(call, millis);
    if (known == null) {
      return Optional.empty();
    }
    return Optional.of(
        known.call().params().equals(call.params())
            ? new Decision.Remembered(known.end(), known.tick())
            : new Decision.Rejected(new IdempotencyKeyReusedException(call.command())));
  }

  /** All answers, the oldest first. */
  synchronized List<RememberedAnswer> all() {
    return calls.all();
  }
}
