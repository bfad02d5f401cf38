package io.skipruntime.cluster.log;

import io.skipruntime.engine.spi.State;

/** The result of all records of a log up to a place, so that a node can begin there. */
public final class LogSnapshot {

  private final long place;
  private final byte[] decisions;
  private final State state;

  /**
   * A snapshot.
   *
   * @param place the place of the last record that is in it
   * @param decisions what is needed to decide on later records, in the node's own format; not
   *     changed afterwards
   * @param state the inputs of the service
   */
  public LogSnapshot(long place, byte[] decisions, State state) {
    this.place = place;
    this.decisions = decisions;
    this.state = state;
  }

  /** The place of the last record that is in it. */
  public long place() {
    return place;
  }

  /** The decisions, as they were given; not to be changed. */
  public byte[] decisions() {
    return decisions;
  }

  /** The inputs of the service. */
  public State state() {
    return state;
  }
}
