package io.skipruntime.engine.spi;

import io.skipruntime.SourceStatus;
import java.util.Map;
import java.util.Set;

/**
 * The external sources of a service whose commits are in an order. Every process has what the order
 * says of them; the one that the order lets read subscribes to the external services, and proposes
 * what they deliver. {@link #restore} is called before the first commit is carried out, the others
 * by one thread at a time.
 */
public interface OrderedSources {

  /** Whether the service has no external services, so that there is nothing to do. */
  boolean areNone();

  /** Tells what the order had said of the sources before the place where the service begins. */
  void restore(Map<CollectionId.External, SourceStatus> statuses);

  /** The sources that functions of this process use, or wait for. */
  Set<CollectionId.External> used();

  /** Those of them that have no data, and that functions wait for now. */
  Set<CollectionId.External> awaited();

  /**
   * Reads some sources, and no others, from the positions on that the order has. Returns at once.
   *
   * @param term the term that has begun with this process
   * @param wanted the sources
   * @param askedAgain those of them that are to be subscribed again at once if that has failed; the
   *     others are after some seconds
   */
  void read(long term, Set<CollectionId.External> wanted, Set<CollectionId.External> askedAgain);

  /**
   * Whether it is not known of a delivery whether the order has it: then reading is to be stopped,
   * and to be begun with another term.
   */
  boolean isInDoubt();

  /** How the sources that this process reads are doing. */
  Map<CollectionId.External, SourceStatus> statuses();

  /** Stops reading; does nothing if this process does not read. */
  void stopReading();
}
