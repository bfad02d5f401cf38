package io.skipruntime.engine.graph;

import io.skipruntime.SkipException;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.heap.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The moment that a question about the graph is for: now, or after an earlier commit whose version
 * is kept. For the holder of the service's write lock, between transactions.
 *
 * <ul>
 *   <li>{@code past} is null for now.
 *   <li>{@code nested} is how many lazy entries are being computed inside each other; there are at
 *       most {@link #DEEPEST}, so that entries that depend on themselves come to an end.
 * </ul>
 */
public final class Moment {

  private static final int DEEPEST = 200;

  private final @Nullable Version past;
  private int nested;

  private Moment(@Nullable Version past) {
    this.past = past;
  }

  /** This moment. */
  public static Moment now() {
    return new Moment(null);
  }

  /** The moment after the commit that made a version. */
  public static Moment after(Version version) {
    return new Moment(version);
  }

  /** Whether it is this moment, of which nodes remember what their functions did. */
  public boolean isNow() {
    return past == null;
  }

  /**
   * The contents of a collection at an earlier moment; empty if it was not there, and for now.
   *
   * @param slot the place of the collection in versions
   * @param since the tick from which on that place is the collection's
   */
  @SuppressWarnings("unchecked") // the slot of a collection has its contents
  Optional<TickMap<Object, ValueList>> contents(int slot, long since) {
    return past == null || past.tick() < since || !(past.get(slot) instanceof TickMap<?, ?> found)
        ? Optional.empty()
        : Optional.of((TickMap<Object, ValueList>) found);
  }

  /** The tick of an earlier moment. */
  public long tick() {
    return past == null ? Long.MAX_VALUE : past.tick();
  }

  /**
   * Begins to compute a lazy entry.
   *
   * @throws SkipException if too many are being computed inside each other
   */
  public void enter() {
    if (nested == DEEPEST) {
      throw new SkipException("more than " + DEEPEST + " lazy entries depend on each other");
    }
    nested++;
  }

  /** Ends {@link #enter}. */
  public void leave() {
    nested--;
  }
}
