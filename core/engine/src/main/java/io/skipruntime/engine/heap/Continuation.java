package io.skipruntime.engine.heap;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import io.skipruntime.json.UnsupportedTypeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A collection that takes the place of another, with the history of that one: entries that are the
 * same JSON keep the tick that changed them, so that a subscriber of the one before is told only
 * what is different.
 *
 * <p>There is none if the type of the keys may be another: a remembered deletion keeps its key,
 * which would become that of an entry that is put there later. Keys are of one type if they are of
 * one class and not collections; those that are not deleted, if their classes have one name and
 * they are written as the same text: the key of an entry that stays is not sent again, so that 1
 * cannot become 1.0. Contents of another process are JSON, and do not have the texts of their keys.
 *
 * <p>Keys and values are always those of the new contents, since their classes may have been loaded
 * again, or the contents before may be those of another process, as JSON. When keys were born is
 * not known of the map that is made, so that no deletion is left out.
 */
public final class Continuation {

  private static final Comparator<Object> ORDER = CanonicalOrder.INSTANCE;

  /** A key that was deleted, and when. */
  private record Deletion(Object key, long tick) {}

  private final TickMap<Object, ValueList> before;
  private final TickMap<Object, ValueList> after;
  private final long tick;
  private final UnaryOperator<Object> deletedKey;
  private final boolean isStored;
  private final Set<Class<?>> keyClasses = new HashSet<>();
  private final List<Deletion> deletions = new ArrayList<>();
  private int nextDeletion;
  private final TickMap.Loader<Object, ValueList> loader = TickMap.loadCollection();
  private boolean fits = true;

  private Continuation(
      TickMap<Object, ValueList> before,
      TickMap<Object, ValueList> after,
      long tick,
      UnaryOperator<Object> deletedKey,
      boolean isStored) {
    this.before = before;
    this.after = after;
    this.tick = tick;
    this.deletedKey = deletedKey;
    this.isStored = isStored;
    after.forEach((key, values) -> keyClasses.add(key.getClass()));
  }

  /**
   * The entries of {@code after} as they would be, had they been made of {@code before} by one
   * edit; empty if the types of the keys may differ.
   *
   * @param tick what entries get that differ
   */
  public static Optional<TickMap<Object, ValueList>> of(
      TickMap<Object, ValueList> before, TickMap<Object, ValueList> after, long tick) {
    return new Continuation(before, after, tick, UnaryOperator.identity(), false).made();
  }

  /**
   * As {@link #of}, for contents of another process.
   *
   * @param before with JSON as keys and values
   * @param keyClass the name of the class of all keys that there were; empty if there were several
   */
  public static Optional<TickMap<Object, ValueList>> ofStored(
      TickMap<Object, ValueList> before,
      String keyClass,
      TickMap<Object, ValueList> after,
      long tick) {
    Continuation continuation =
        new Continuation(before, after, tick, UnaryOperator.identity(), true);
    if (before.size() + before.tombstones() == 0) {
      return continuation.made(); // no key has to be of a class
    }
    Set<Class<?>> classes = continuation.keyClasses;
    if (classes.size() != 1 || !classes.iterator().next().getName().equals(keyClass)) {
      return Optional.empty();
    }
    try {
      Codec<?> keys = Codecs.of(classes.iterator().next());
      UnaryOperator<Object> read = key -> CanonicalKey.stored(keys.accept(key));
      return new Continuation(before, after, tick, read, true).made();
    } catch (UnsupportedTypeException | DecodeException otherKeys) {
      return Optional.empty();
    }
  }

  private Optional<TickMap<Object, ValueList>> made() {
    collectDeletions();
    collectEntries();
    addDeletionsBefore(null);
    return fits ? Optional.of(loader.build(before.horizon())) : Optional.empty();
  }

  /** Collects the keys that are gone, in order. */
  private void collectDeletions() {
    List<Deletion> remembered = new ArrayList<>();
    TickMap.Cursor<Object, ValueList> changed = before.changesSince(before.horizon());
    while (changed.next()) {
      if (changed.isDeleted()) {
        remembered.add(new Deletion(changed.key(), changed.tick()));
      }
    }
    List<Deletion> now = new ArrayList<>();
    TickMap.Cursor<Object, ValueList> old = before.cursor();
    while (old.next()) {
      now.add(new Deletion(old.key(), tick));
    }
    int next = 0;
    for (Deletion each : now) {
      if (after.containsKey(each.key())) {
        continue;
      }
      for (; next < remembered.size() && isBefore(remembered.get(next), each); next++) {
        addDeletion(remembered.get(next));
      }
      addDeletion(each);
    }
    for (; next < remembered.size(); next++) {
      addDeletion(remembered.get(next));
    }
  }

  private static boolean isBefore(Deletion one, Deletion other) {
    return ORDER.compare(one.key(), other.key()) < 0;
  }

  private void addDeletion(Deletion deletion) {
    if (after.containsKey(deletion.key())) {
      return;
    }
    Object key = deletedKey.apply(deletion.key());
    boolean isCollection = key instanceof Collection<?> || key instanceof Map<?, ?>;
    fits &= !isCollection && keyClasses.contains(key.getClass());
    deletions.add(new Deletion(key, deletion.tick()));
  }

  private void collectEntries() {
    TickMap.Cursor<Object, ValueList> old = before.cursor();
    TickMap.Cursor<Object, ValueList> current = after.cursor();
    boolean hasOld = old.next();
    while (current.next()) {
      while (hasOld && ORDER.compare(old.key(), current.key()) < 0) {
        hasOld = old.next();
      }
      boolean isOld = hasOld && ORDER.compare(old.key(), current.key()) == 0;
      fits &= !isOld || isSameKey(old.key(), current.key());
      boolean same = isOld && areSame(old.value(), current.value());
      addDeletionsBefore(current.key());
      loader.add(current.key(), current.value(), same ? old.tick() : tick);
    }
  }

  /** Adds the deletions of keys before {@code key}, or all that are left if it is null. */
  private void addDeletionsBefore(@Nullable Object key) {
    for (; nextDeletion < deletions.size(); nextDeletion++) {
      Deletion deletion = deletions.get(nextDeletion);
      if (key != null && ORDER.compare(deletion.key(), key) > 0) {
        return;
      }
      loader.addDeleted(deletion.key(), deletion.tick());
    }
  }

  /** Whether a key that was there is the one that is there now, where they are equal as JSON. */
  private boolean isSameKey(Object one, Object other) {
    return isStored
        || CanonicalValue.areSame(one, other)
        || (one.getClass().getName().equals(other.getClass().getName())
            && areWrittenTheSame(one, other));
  }

  private static boolean areSame(ValueList one, ValueList other) {
    boolean same = one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      Object a = one.get(i);
      Object b = other.get(i);
      same = CanonicalValue.areSame(a, b) || areWrittenTheSame(a, b);
    }
    return same;
  }

  private static boolean areWrittenTheSame(Object one, Object other) {
    return Json.from(one).toString().equals(Json.from(other).toString());
  }
}
