package io.skipruntime.engine.spi;

import java.time.Instant;
import java.util.Map;

/**
 * The status of a node's part in an order of commits.
 *
 * @param state the state
 * @param since since when it is in that state
 * @param role what it does for the others
 * @param detail what is the matter, for the operator of the service; empty if there is nothing to
 *     say
 * @param figures what is measured, by names such as {@code behind}, for {@code /metrics}; names of
 *     what only grows end in {@code _total}
 */
public record OrderStatus(
    State state, Instant since, Role role, String detail, Map<String, Double> figures) {

  /** The roles of nodes. */
  public enum Role {
    /** It carries out the order. */
    FOLLOWER,
    /** It also reads the external sources for all nodes. */
    READER
  }

  /** The states of a node. */
  public enum State {
    /** It carries out what the order had when the node started. */
    STARTING,
    /** It follows the order. */
    FOLLOWING,
    /** It cannot reach the order: it goes on serving what it has, and takes no writes. */
    UNAVAILABLE,
    /** It takes no part any more: it has to be started again. */
    FAILED
  }

  /** Copies what may change. */
  public OrderStatus {
    figures = Map.copyOf(figures);
  }

  /** For how many seconds the node has had something to carry out; 0 if it has not. */
  public double behindSeconds() {
    return figures.getOrDefault("behind_seconds", 0.0);
  }
}
