package io.skipruntime.engine.spi;

import io.skipruntime.SkipException;
import java.util.List;
import java.util.Optional;

/**
 * The service of a node, as the order of its commits uses it. Its commits are carried out by one
 * thread at a time.
 */
public interface OrderedService {

  /**
   * What the service computes from which inputs, as a text that is the same in every process that
   * runs the same program: inputs with their types, and the nodes that {@code createGraph} makes.
   */
  String plan();

  /** The tick of the commit that was carried out last. */
  long tick();

  /**
   * Carries out the next commit. If the service rejects it, nothing changes but the tick.
   *
   * @param changes what is written to the inputs, at most one change of each; keys and values are
   *     JSON
   * @throws io.skipruntime.ServiceBusyException if the commit does not get its turn in time, and is
   *     to be tried again
   * @throws io.skipruntime.ServiceBrokenException if the service carries out nothing any more
   * @throws io.skipruntime.ServiceClosedException likewise
   */
  CarriedOut carryOut(List<JournalRecord.Change> changes);

  /**
   * Carries out the next commit, which is about external sources; otherwise as {@link
   * #carryOut(List)}.
   *
   * @param changes what was delivered; none for a note that is no delivery
   */
  CarriedOut carryOut(List<JournalRecord.Change> changes, SourceNote note);

  /** The external sources of the service. */
  OrderedSources sources();

  /**
   * The state after the commit that was carried out last, for the thread that carries them out. The
   * state itself is for any thread, and stays as it is while others are carried out; as long as it
   * is not closed, what they change is held in memory twice.
   */
  State state();

  /**
   * A commit that was carried out.
   *
   * @param rejection why the service rejects it, as every node does; empty if it does not
   * @param changedEntries how many keys of the collections that all nodes have, computed ones
   *     included, have other values now
   */
  record CarriedOut(Optional<SkipException> rejection, long changedEntries) {}

  /** Makes the service broken: the node cannot go on. */
  void breakDown(Throwable cause);
}
