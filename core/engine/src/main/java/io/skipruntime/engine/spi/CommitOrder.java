package io.skipruntime.engine.spi;

/**
 * The total order of the commits of a service that several processes run. Each process is a node:
 * it has the whole service, carries out the commits of the order one after the other, each with the
 * tick that is its place in the order, and so has what every other node has. Functions are
 * deterministic, so that all nodes decide alike whether a commit is rejected.
 *
 * <p>In this order: {@link #origin}, of which the engine makes the service; {@link #begin}, after
 * which the order lets the service carry out what it has, and goes on to do so; any number of
 * {@link #propose} by any threads; {@link #close}, which takes the place of all that has not been
 * called when the start has failed.
 */
public interface CommitOrder extends AutoCloseable {

  /** The first place of every order. The histories of the collections of all nodes begin there. */
  long FIRST_PLACE = 1;

  /**
   * What the service begins with: the first place of the order, or a later one with the state
   * there. Called once.
   */
  Origin origin();

  /**
   * Lets the service carry out all that the order has now, and then, on a thread of the order's,
   * all that follows.
   *
   * @return false if another node has begun the order meanwhile, with another origin: then the
   *     order is closed, and the service is to be made of another one
   * @throws io.skipruntime.SkipException if the service must not take part; the message says what
   *     to do
   */
  boolean begin(OrderedService service);

  /**
   * Gives a proposal a place in the order, and waits until the service has carried it out.
   *
   * @throws io.skipruntime.ClusterUnavailableException if it has no place for certain
   * @throws io.skipruntime.OutcomeUnknownException if it may have a place, and the service has not
   *     come to it in time
   */
  Decision propose(Proposal proposal);

  /** How the order is doing. May be called by any thread at any time. */
  OrderStatus status();

  /** Ends the taking part. May be called twice. */
  @Override
  void close();
}
