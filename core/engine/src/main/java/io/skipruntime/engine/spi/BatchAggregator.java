package io.skipruntime.engine.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregator that is asked for all keys of a commit together, where each call would be a message
 * to another process. It implements {@code Aggregator}, too, for operators that ask value by value.
 */
public interface BatchAggregator extends UserFunction {

  /** One key whose values have changed. */
  interface Step {

    /**
     * The accumulator before; null if all of {@link #added} is to be accumulated from the start.
     */
    @Nullable Object accumulated();

    /** The values that are gone; none if there is no accumulator. */
    List<?> removed();

    /** The values that have come; all values of the key if there is no accumulator. */
    List<?> added();

    /** All values of the key, at least one, for an aggregator that cannot remove. */
    List<?> all();

    /** Takes the accumulator of all values. */
    void accumulated(Object after);

    /** Takes what the function has failed with. */
    void failed(Throwable failure);
  }

  /** Says of each step what it gives; after a step that has failed others may be left out. */
  void accumulate(List<? extends Step> steps);
}
