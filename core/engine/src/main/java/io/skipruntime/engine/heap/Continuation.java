package io.skipruntime.engine.heap;

import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection that takes the place of another, with the history of that one: entries that are the
 * same JSON keep the tick that changed them, so that a subscriber of the one before is told only
 * what is different.
 *
 * <p>There is none if the type of the keys may be another: a remembered deletion keeps its key,
 * which would become that of an entry that is put there later. Keys are of one type if they are of
 * one class and not collections; those that are not deleted, if their classes have one name.
 *
 * <p>Keys and values are always those of the new contents, since their classes may have been loaded
 * again. An entry with another tick cannot be put into a {@link TickMap}, so the map is made again,
 * one edit for each tick, in order; deletions that the one before remembers are made, too. When
 * keys were born is not known of it, so that no deletion is left out.
 */
public final class Continuation {

  /** Stands for the values of a deleted key until it is deleted. */
  private static final ValueList GONE = ValueList.of("");

  /** An entry, or the deletion of a key. */
  private record Change(Object key, @Nullable ValueList values) {}

  private final SortedMap<Long, List<Change>> changes = new TreeMap<>();
  private final Set<Class<?>> keyClasses = new HashSet<>();
  private boolean fits = true;

  private Continuation() {}

  /**
   * The entries of {@code after} as they would be, had they been made of {@code before} by one
   * edit; empty if the types of the keys may differ.
   *
   * @param tick what entries get that differ
   */
  public static Optional<TickMap<Object, ValueList>> of(
      TickMap<Object, ValueList> before, TickMap<Object, ValueList> after, long tick) {
    Continuation continuation = new Continuation();
    after.forEach((key, values) -> continuation.keyClasses.add(key.getClass()));
    continuation.collect(before, after, tick);
    continuation.collectDeletions(before, after);
    return continuation.fits
        ? Optional.of(continuation.replay().withHorizon(before.horizon()))
        : Optional.empty();
  }

  private void collect(
      TickMap<Object, ValueList> before, TickMap<Object, ValueList> after, long tick) {
    TickMap.Cursor<Object, ValueList> old = before.cursor();
    TickMap.Cursor<Object, ValueList> current = after.cursor();
    boolean hasOld = old.next();
    boolean hasCurrent = current.next();
    Comparator<Object> order = CanonicalOrder.INSTANCE;
    while (hasOld || hasCurrent) {
      int side = !hasOld ? 1 : !hasCurrent ? -1 : order.compare(old.key(), current.key());
      if (side < 0) {
        addDeletion(tick, old.key());
      } else {
        fits &= side > 0 || isLike(old.key(), current.key());
        boolean same = side == 0 && areSame(old.value(), current.value());
        add(same ? old.tick() : tick, current.key(), current.value());
      }
      hasOld = side <= 0 ? old.next() : hasOld;
      hasCurrent = side >= 0 ? current.next() : hasCurrent;
    }
  }

  private static boolean areSame(ValueList one, ValueList other) {
    boolean same = one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      Object a = one.get(i);
      Object b = other.get(i);
      same = CanonicalValue.areSame(a, b) || (isLike(a, b) && areWrittenTheSame(a, b));
    }
    return same;
  }

  private static boolean areWrittenTheSame(Object one, Object other) {
    return Json.from(one).toString().equals(Json.from(other).toString());
  }

  private static boolean isLike(Object one, Object other) {
    return one.getClass().getName().equals(other.getClass().getName());
  }

  private void collectDeletions(
      TickMap<Object, ValueList> before, TickMap<Object, ValueList> after) {
    TickMap.Cursor<Object, ValueList> changed = before.changesSince(before.horizon());
    while (changed.next()) {
      if (changed.isDeleted() && !after.containsKey(changed.key())) {
        addDeletion(changed.tick(), changed.key());
      }
    }
  }

  private void addDeletion(long tick, Object key) {
    boolean isCollection = key instanceof Collection<?> || key instanceof Map<?, ?>;
    fits &= !isCollection && keyClasses.contains(key.getClass());
    add(tick, key, null);
  }

  private void add(long tick, Object key, @Nullable ValueList values) {
    changes.computeIfAbsent(tick, first -> new ArrayList<>()).add(new Change(key, values));
  }

  private TickMap<Object, ValueList> replay() {
    TickMap<Object, ValueList> map = TickMap.emptyCollection();
    for (Map.Entry<Long, List<Change>> at : changes.entrySet()) {
      TickMap.Editor<Object, ValueList> editor = map.edit(at.getKey());
      editor.insertOldKeys();
      for (Change change : at.getValue()) {
        ValueList values = change.values();
        editor.put(change.key(), values == null ? GONE : values);
        if (values == null) {
          editor.remove(change.key());
        }
      }
      map = editor.build();
    }
    return map;
  }
}
