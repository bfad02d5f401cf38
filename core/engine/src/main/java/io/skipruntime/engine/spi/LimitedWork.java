package io.skipruntime.engine.spi;

import org.jspecify.annotations.Nullable;

/**
 * The work that the present thread does within a limit, if it has one: for code that may run for
 * long where nothing else looks at the clock, as a search within one text.
 */
public final class LimitedWork {

  /** A limit of work. */
  @FunctionalInterface
  public interface Limit {

    /**
     * Ends the work, by a failure, if it has taken as long as it may, or is not wanted any more.
     */
    void check();
  }

  private static final ThreadLocal<@Nullable Limit> OF_THREAD = new ThreadLocal<>();

  private LimitedWork() {}

  /** Ends the work of this thread, by a failure, if it has taken as long as it may. */
  public static void check() {
    Limit limit = OF_THREAD.get();
    if (limit != null) {
      limit.check();
    }
  }

  /**
   * Puts the work of this thread under a limit.
   *
   * @param limit null for none
   * @return the limit before, to be put back when the work ends; null for none
   */
  public static @Nullable Limit within(@Nullable Limit limit) {
    Limit before = OF_THREAD.get();
    if (limit == null) {
      OF_THREAD.remove();
    } else {
      OF_THREAD.set(limit);
    }
    return before;
  }
}
