package io.skipruntime;

import java.util.Optional;

/**
 * A target outside of the service that follows the contents of a resource: a table, a topic, an
 * address. A {@link ResourceSink} says of which resource; {@link SkipService#sinks} names it.
 *
 * <p>A sink is a subscriber with one acknowledged position. It is given what has changed since that
 * position, net for each key; it writes that, and the new position counts as acknowledged when
 * {@link Connection#write} returns. There is no queue: while the target is away, what it lacks is
 * the difference of two states, bounded by the number of keys. From this follows the contract:
 *
 * <ul>
 *   <li><b>States, not events.</b> The last state of every key is delivered; states in between may
 *       be left out. A service that needs every event makes entries of its events.
 *   <li><b>In order.</b> A key's states are delivered in the order of the commits; there is one
 *       call of {@code write} at a time, and it has each key once. All that one commit changed is
 *       in one call.
 *   <li><b>At least once.</b> After a failure, or a crash of the service, changes may be delivered
 *       again, together with later ones. So a key may be delivered as gone that the target has
 *       never had: a batch that failed may have brought it there. The {@link SinkPosition} that
 *       comes with each call lets the target tell: a position of one epoch with a tick that is not
 *       greater was there before. A target that keeps the position with the data, in one
 *       transaction, has each state once: {@link Connection#position} says where to go on.
 *   <li><b>Resync.</b> Where it is not known what the target lacks, it is given all entries there
 *       are, and removes all others: the first time, when the service has begun another history
 *       (which it does at each start without persistence), when the resource is another one, and
 *       when the deletions since are forgotten, because the target was away for too long.
 * </ul>
 *
 * <p>One thread of the engine's, which each sink has of its own, calls {@link #connect} and the
 * connection's methods. A failure ends the connection; after a pause, which grows with each
 * failure, another one is made, and goes on from the acknowledged position. A sink never holds up a
 * commit.
 *
 * <p>Implementations are immutable: what belongs to an attempt is in the connection.
 */
public interface Sink {

  /**
   * Connects to the target. Blocks as long as that takes, within a bound of the sink's own.
   *
   * @return a connection that the caller closes
   * @throws SinkException if that cannot be done now, or at all
   * @throws InterruptedException if the service does not wait any longer
   */
  Connection connect(Context context) throws SinkException, InterruptedException;

  /** The service, as a connection of a sink sees it. Thread-safe. */
  interface Context {

    /** The name of the sink in {@link SkipService#sinks}. */
    String name();

    /**
     * Identifies the run of the service, at random: another one after each start. A target that
     * notes it can refuse the writes of a process that has been replaced.
     */
    String owner();

    /**
     * Whether a connection was made before by the same {@link #owner}. Only the first one may take
     * a target over from another owner; a later one that finds another owner fails with {@link
     * SinkException#lasting}.
     */
    boolean isReconnect();

    /**
     * The position that the service knows as acknowledged; empty if it knows none. After a crash it
     * may be older than what the target has.
     */
    Optional<SinkPosition> acknowledged();

    /**
     * Tells the status of a failure that the connection tries to overcome by itself, within {@link
     * Connection#write}.
     *
     * @param why for people, without credentials
     */
    void troubled(String why);
  }

  /** A connection to the target. It is for one thread; see {@link Sink}. */
  interface Connection extends AutoCloseable {

    /**
     * The position up to which the target has everything. Asked once, before the first {@link
     * #write}. A target that does not keep positions answers with {@link Context#acknowledged}.
     *
     * @return empty if that is not known, which leads to a resync
     * @throws SinkException if the target cannot be asked
     * @throws InterruptedException if the service does not wait any longer
     */
    Optional<SinkPosition> position() throws SinkException, InterruptedException;

    /**
     * Writes a batch. When it returns, the target has it for good, except for what was refused by
     * {@link SinkBatch#refuse}.
     *
     * @throws SinkException if some of it may not be there; it is delivered again
     * @throws InterruptedException if the service does not wait any longer; likewise
     */
    void write(SinkBatch batch) throws SinkException, InterruptedException;

    /** Gives back what the connection holds. */
    @Override
    void close();
  }
}
