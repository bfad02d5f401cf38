package io.skipruntime.engine;

import io.skipruntime.engine.spi.NodeId;
import java.util.List;

/**
 * The reason why an entry of a collection has its values: the entries that they were computed from,
 * with their own reasons, down to inputs. Immutable.
 *
 * <p>It is of the present version, and says all that the values depend on: entries that are not in
 * it can be changed without changing the values, unless {@link #omitted} says that some were left
 * out.
 *
 * @param node the collection
 * @param kind the operator that makes the collection, such as {@code map}; {@code input} for one
 *     that is written
 * @param key the key of the entry
 * @param values its values, in order; none if the key is not there
 * @param tick the commit that changed the entry last, or before which nothing is known of it; 0 if
 *     that is not kept: for a key that is not there, and for a lazy entry
 * @param causes the entries that it was computed from; none for an input
 * @param omitted how many more causes there are, which were left out since there are too many
 */
public record Provenance(
    NodeId node,
    String kind,
    Object key,
    List<Object> values,
    long tick,
    List<Cause> causes,
    int omitted) {

  /** The part that an entry had in the computation of another. */
  public enum Role {
    /** The function was applied to it, and the values would be others without it. */
    SOURCE,
    /**
     * The function was applied to it, and the values would be the same without it: a bid that is
     * not the highest. Found out by running the aggregator again, for keys with at most 256
     * sources.
     */
    REDUNDANT,
    /** The function looked it up. */
    READ,
    /** The function looked at the number of keys, or at all of them. */
    WHOLE
  }

  /**
   * An entry that another was computed from.
   *
   * @param role the part that it had
   * @param source the key of the source entry whose run looked it up, or its own
   * @param entry the entry, with its own reasons
   */
  public record Cause(Role role, Object source, Provenance entry) {}

  /** Copies the lists. */
  public Provenance {
    values = List.copyOf(values);
    causes = List.copyOf(causes);
  }
}
