package io.skipruntime.cluster.node;

import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.RememberedAnswer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of calls with idempotency keys, as the log has them. What is remembered depends on
 * nothing but the log, so that all nodes answer alike: calls are forgotten by the times of the
 * records, and by their number. Used by the thread that carries the log out.
 */
public final class RememberedCalls {

  private static final long KEPT_MILLIS = 24L * 60 * 60 * 1_000;
  private static final int MOST = 100_000;

  private record Key(String owner, String command, String key) {}

  private final Map<Key, RememberedAnswer> calls = new LinkedHashMap<>();

  /** No calls. */
  public RememberedCalls() {}

  private static Key key(CommandCall call) {
    return new Key(call.owner(), call.command(), call.key());
  }

  /**
   * What is remembered of the call under this key; null if nothing is.
   *
   * @param millis the time of the record that asks
   */
  public @Nullable RememberedAnswer find(CommandCall call, long millis) {
    Iterator<RememberedAnswer> oldestFirst = calls.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().sinceMillis() < millis - KEPT_MILLIS) {
      oldestFirst.remove();
    }
    return calls.get(key(call));
  }

  /** Remembers the answer to a call that {@link #find} does not find. */
  public void add(RememberedAnswer answer) {
    calls.put(key(answer.call()), answer);
    if (calls.size() > MOST) {
      Iterator<RememberedAnswer> oldestFirst = calls.values().iterator();
      oldestFirst.next();
      oldestFirst.remove();
    }
  }

  /** All answers, the oldest first. */
  public List<RememberedAnswer> all() {
    return List.copyOf(calls.values());
  }
}
