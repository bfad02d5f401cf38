package io.skipruntime.engine.spi;

import java.util.Map;

/**
 * The status of a journal.
 *
 * @param state the state
 * @param detail what is the matter, or how far the recovery has come, for the operator of the
 *     service; empty if there is nothing to say
 * @param figures what is measured, by names such as {@code force_seconds_sum}, for {@code /metrics}
 */
public record StorageStatus(State state, String detail, Map<String, Double> figures) {

  /** The states of a journal. */
  public enum State {
    /** It reads what is stored; the service does not answer yet. */
    RECOVERING,
    /** It records. */
    RECORDING,
    /** There is no room: writes are refused until there is. */
    FULL,
    /** The storage has failed: writes are refused until the process is started again. */
    FAILED
  }

  /** Copies what may change. */
  public StorageStatus {
    figures = Map.copyOf(figures);
  }
}
