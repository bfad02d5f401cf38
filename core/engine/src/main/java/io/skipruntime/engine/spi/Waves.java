package io.skipruntime.engine.spi;

import java.util.List;

/** A place where the functions of a wave run. */
public interface Waves {

  /**
   * Makes runs of nodes of one height. What the functions read is final. A source entry that is
   * given no outcome runs by its function's {@code mapEntry}.
   *
   * @param wave the runs of each node that has any
   * @throws CostlyFailureException if runs of several writes have failed
   */
  void prepare(List<? extends WaveRuns> wave);
}
