package io.skipruntime.journal;

import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.RememberedAnswer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The answers to commands that a log has, newest last, as many as a service remembers: at most
 * {@value #MOST}, and {@value #MOST_OF_OWNER} of one owner. Used by one thread.
 *
 * <ul>
 *   <li>{@code byOwner} has the keys of {@code all}, in the same order, and no owner without any.
 * </ul>
 */
final class FoldedAnswers {

  private static final int MOST = 10_000;
  private static final int MOST_OF_OWNER = 1_000;

  private record Key(String owner, String command, String key) {

    static Key of(CommandCall call) {
      return new Key(call.owner(), call.command(), call.key());
    }
  }

  private final LinkedHashMap<Key, RememberedAnswer> all = new LinkedHashMap<>();
  private final Map<String, Set<Key>> byOwner = new HashMap<>();

  /** Adds an answer; it takes the place of an earlier one under the same key. */
  void add(RememberedAnswer answer) {
    Key key = Key.of(answer.call());
    if (all.containsKey(key)) {
      remove(key);
    }
    all.put(key, answer);
    Set<Key> own = byOwner.computeIfAbsent(key.owner(), first -> new LinkedHashSet<>());
    own.add(key);
    if (own.size() > MOST_OF_OWNER) {
      remove(first(own));
    }
    if (all.size() > MOST) {
      remove(first(all.keySet()));
    }
  }

  private static Key first(Set<Key> keys) {
    Iterator<Key> oldestFirst = keys.iterator();
    return oldestFirst.next();
  }

  private void remove(Key key) {
    all.remove(key);
    Set<Key> own = byOwner.get(key.owner());
    if (own != null) {
      own.remove(key);
      if (own.isEmpty()) {
        byOwner.remove(key.owner());
      }
    }
  }

  /** The answers, oldest first. */
  List<RememberedAnswer> all() {
    return List.copyOf(all.values());
  }
}
