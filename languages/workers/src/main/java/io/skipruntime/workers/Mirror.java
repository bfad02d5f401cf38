package io.skipruntime.workers;

import io.skipruntime.engine.spi.MirroredCollection;
import io.skipruntime.json.JsonWriter;
import io.skipruntime.json.TableKey;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a collection that one process has, and what the next frame tells it.
 *
 * <ul>
 *   <li>If {@code whole}, the process has every key, except that those in {@code stale} have other
 *       values here. Else it has right values of the keys in {@code known}, and wrong ones of those
 *       in {@code stale}; the two have no key in common.
 *   <li>{@code wanted} and {@code wantsAll} are of the frame that is being written.
 *   <li>If {@code forgets}, the process is to forget all that it has before.
 *   <li>{@code asked} keys were asked for since the wave began, whose values took {@code
 *       askedBytes}.
 * </ul>
 */
final class Mirror {

  /** What an entry takes in a worker besides its JSON, about. */
  private static final int BYTES_PER_KEY = 200;

  /** A set of so many elements has a small table. */
  private static final int FEW = 16;

  /** To answer a question costs about as much as to tell so many keys with others. */
  private static final int KEYS_PER_QUESTION = 16;

  private final int number;
  private final MirroredCollection collection;
  private final Set<Object> known = new HashSet<>();
  private Set<Object> stale = new LinkedHashSet<>();
  private Set<Object> wanted = new LinkedHashSet<>();
  private boolean whole;
  private boolean wantsAll;
  private boolean forgets;
  private long bytes;
  private int asked;
  private long askedBytes;

  Mirror(int number, MirroredCollection collection) {
    this.number = number;
    this.collection = collection;
  }

  int number() {
    return number;
  }

  /** About how many bytes the mirror takes, here and there. */
  long bytes() {
    return bytes;
  }

  /** Lets the next frame see to it that the process has a key. */
  void want(Object key) {
    Object own = TableKey.held(key);
    if (!wantsAll && !whole && !known.contains(own)) {
      wanted.add(own);
    }
  }

  /** Lets the next frame see to it that the process has all keys. */
  void wantAll() {
    wantsAll = true;
  }

  /** Notes that keys have other values. */
  void changed(Iterable<Object> keys) {
    for (Object key : keys) {
      Object own = TableKey.held(key);
      if (whole || known.remove(own)) {
        stale.add(own);
      }
    }
  }

  /** Notes that any key may have other values, or that the mirror takes too much room. */
  void forget() {
    forgets |= whole || !known.isEmpty() || !stale.isEmpty();
    whole = false;
    known.clear();
    stale.clear();
    bytes = 0;
  }

  /** Notes that a wave begins whose functions read the collection. */
  void beginWave() {
    asked = 0;
    askedBytes = 0;
  }

  /** Writes the values of a key that the process has asked for. */
  void answer(Object key, JsonWriter answer) {
    int start = answer.size();
    List<?> values = collection.valuesOf(new Object[] {key})[0];
    answer.write((Object) (values == null ? List.of() : values));
    asked++;
    askedBytes += answer.size() - start;
  }

  /** Whether the wave has asked so much that to tell the process all keys costs no more. */
  boolean isAskedMuch() {
    return !whole && (long) asked * KEYS_PER_QUESTION >= collection.keyCount();
  }

  /** About how many bytes all keys take, as those do that were asked for. */
  long wholeBytes() {
    return collection.keyCount() * (BYTES_PER_KEY + askedBytes / asked);
  }

  /** Writes all keys, in place of what the process has. */
  void writeWholeTo(JsonWriter answer) {
    int start = answer.size();
    bytes = 0;
    writeAll(answer);
    stale = emptied(stale);
    forgets = false;
    bytes += answer.size() - start;
  }

  /** Writes what the process has to be told before functions use the mirror. */
  void writeTo(JsonWriter frame) {
    int start = frame.size();
    if (forgets) {
      frame.beginArray().write(number).endArray();
      forgets = false;
    }
    if (wantsAll && !whole) {
      writeAll(frame);
    } else if (whole) {
      write(frame, stale, Set.of());
    } else {
      Set<Object> gone = new LinkedHashSet<>(stale);
      gone.removeAll(wanted);
      write(frame, wanted, gone);
      known.addAll(wanted);
    }
    stale = emptied(stale);
    wanted = emptied(wanted);
    wantsAll = false;
    bytes += frame.size() - start;
  }

  /** A set without elements, whose table is small: to clear a large one takes long, each time. */
  private static <T> Set<T> emptied(Set<T> set) {
    if (set.size() > FEW) {
      return new LinkedHashSet<>();
    }
    set.clear();
    return set;
  }

  private void writeAll(JsonWriter frame) {
    frame.beginArray().write(number).write(1).beginArray();
    collection.forEachEntry((key, values) -> frame.write(key).write((Object) values));
    frame.endArray().endArray();
    whole = true;
    known.clear();
    bytes += (long) BYTES_PER_KEY * collection.keyCount();
  }

  private void write(JsonWriter frame, Set<Object> sent, Set<Object> gone) {
    if (sent.isEmpty() && gone.isEmpty()) {
      return;
    }
    Object[] keys = sent.stream().map(TableKey::given).toArray();
    @Nullable List<?>[] values = collection.valuesOf(keys);
    frame.beginArray().write(number).write(0).beginArray();
    for (int i = 0; i < keys.length; i++) {
      List<?> present = values[i];
      frame.write(keys[i]).write((Object) (present == null ? List.of() : present));
    }
    frame.endArray().beginArray();
    gone.forEach(key -> frame.write(TableKey.given(key)));
    frame.endArray().endArray();
    bytes += (long) BYTES_PER_KEY * keys.length;
  }
}
