package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.engine.spi.WorkBounds;
import io.skipruntime.engine.spi.WorkLimitException;
import io.skipruntime.engine.spi.WorkLimitException.Limit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The limit of what some nodes may take in one transaction: those that one build of an instance has
 * made. The transaction's thread begins and ends the work; the threads that help it may count what
 * they do, too.
 *
 * <ul>
 *   <li>A limit has its whole time in each transaction. Where the limits of a transaction have used
 *       {@value #MOST_TIMES} times as much together, those that have used more than a small part of
 *       theirs are at their end.
 *   <li>{@code usedNanos} and {@code bytes} are of the transaction {@code id}; of the work that
 *       goes on {@code startNanos} is the begin, and {@code othersNanos} what all work before has
 *       taken.
 *   <li>{@code steps} may miss some steps of other threads.
 * </ul>
 */
public final class WorkLimit implements LimitedWork.Limit {

  private static final String SUBJECT = "what a client has asked for";

  /** So many steps are taken between two looks at the clock. */
  private static final int STEPS_BETWEEN = 64;

  private static final int MOST_TIMES = 2;
  private static final int SMALL_PART = 20;

  private static final int BYTES_OF_MIB = 1_048_576;
  private static final int BYTES_OF_ENTRY = 64;
  private static final int BYTES_OF_CELL = 8;

  /** A shorter text counts as a cell: most are those of the rows that it comes from. */
  private static final int LONG_TEXT = 256;

  private final WorkBounds bounds;
  private final long mostNanos;
  private final BooleanSupplier isEnding;
  private final AtomicLong bytes = new AtomicLong();
  private long id = -1;
  private long usedNanos;
  private long othersNanos;
  private long startNanos;
  private int steps;

  /**
   * A limit of which nothing is used.
   *
   * @param isEnding whether the service ends, so that nothing is worth the wait any more
   */
  public WorkLimit(WorkBounds bounds, BooleanSupplier isEnding) {
    this.bounds = bounds;
    this.mostNanos = TimeUnit.MILLISECONDS.toNanos(bounds.millis());
    this.isEnding = isEnding;
  }

  /**
   * Begins work, or goes on with it.
   *
   * @param transaction the identity of the transaction
   * @param limitedNanos how long all limited work of it has taken
   */
  void begin(long transaction, long limitedNanos) {
    if (id != transaction) {
      id = transaction;
      usedNanos = 0;
      bytes.set(0);
    }
    othersNanos = limitedNanos;
    startNanos = System.nanoTime();
  }

  /** Ends work, and says how long it took. */
  long end() {
    long nanos = System.nanoTime() - startNanos;
    usedNanos += nanos;
    return nanos;
  }

  /** Counts a step, such as a source entry that a function has run for. */
  public void step() {
    if (++steps % STEPS_BETWEEN == 0) {
      check();
    }
  }

  /** Counts an entry that a node gets; null for one that goes. */
  void entry(@Nullable ValueList values) {
    if (values == null) {
      step();
      return;
    }
    for (Object value : values) {
      value(value);
    }
  }

  /** Counts a value that is kept for a while, at least. */
  public void value(Object value) {
    if (bytes.addAndGet(BYTES_OF_ENTRY + bytesOf(value)) > bounds.bytes()) {
      throw exceeded(
          Limit.MEMORY,
          "the live query needs more memory than "
              + bounds.bytes() / BYTES_OF_MIB
              + " MiB in one commit");
    }
    step();
  }

  private static long bytesOf(Object value) {
    return switch (value) {
      case List<?> cells -> {
        long sum = (long) BYTES_OF_CELL * cells.size();
        for (Object cell : cells) {
          sum += cell instanceof String text ? bytesOf(text) : 0;
        }
        yield sum;
      }
      case String text -> bytesOf(text);
      default -> 0;
    };
  }

  private static long bytesOf(String text) {
    return text.length() > LONG_TEXT ? 2L * text.length() : 0;
  }

  @Override
  public void check() {
    if (isEnding.getAsBoolean()) {
      throw exceeded(Limit.TIME, "the live query was cancelled, since the service ends");
    }
    long now = System.nanoTime() - startNanos;
    long own = usedNanos + now;
    if (own > mostNanos) {
      throw exceeded(
          Limit.TIME, "the live query took longer than " + bounds.millis() + " ms in one commit");
    }
    if (own > mostNanos / SMALL_PART && othersNanos + now > MOST_TIMES * mostNanos) {
      throw exceeded(
          Limit.TIME,
          "this and other live queries took longer than "
              + MOST_TIMES * bounds.millis()
              + " ms in one commit");
    }
  }

  private static WorkLimitException exceeded(Limit limit, String message) {
    return new WorkLimitException(SUBJECT, new WorkLimitException.Exceeded(limit, message));
  }
}
