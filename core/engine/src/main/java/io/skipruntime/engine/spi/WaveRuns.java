package io.skipruntime.engine.spi;

import java.util.List;
import java.util.function.BiConsumer;

/** The runs of one function that a wave makes: for the thread that prepares the wave. */
public interface WaveRuns {

  /** The function as its author made it. */
  WaveFunction function();

  /** The collection that the function is applied to. */
  MirroredCollection input();

  /** The collections that the function captured, in the order of its own list. */
  List<? extends MirroredCollection> collections();

  /** How many source entries there are. */
  int size();

  /** The key of a source entry. */
  Object key(int index);

  /** The values of a source entry, at least one. */
  List<?> values(int index);

  /**
   * Whether several writes cause the runs. If one fails, no write has been made, and each is tried
   * by itself: {@link Waves#prepare} may throw instead of finding the run that is to blame.
   */
  boolean areOfSeveralWrites();

  /** Whether nothing is known of what the function has read before. */
  boolean areFirst();

  /** Gives {@code action} each entry that the function looked up for the source entry before. */
  void forEachReadBefore(int index, BiConsumer<MirroredCollection, Object> action);

  /** Says what the run for a source entry gave. */
  void outcome(int index, Object outcome);
}
