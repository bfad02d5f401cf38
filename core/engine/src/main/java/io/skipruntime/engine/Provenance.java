package io.skipruntime.engine;

import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The reason why an entry of a collection has its values: the entries that they were computed from,
 * with their own reasons, down to inputs. Immutable.
 *
 * <p>Its law: if a change of the inputs changes the values, then it changes an entry that is among
 * the causes, before the change or after it; or the causes have a {@link Role#WHOLE} or a {@link
 * Role#PLACE}, which stand for all of a collection; or {@link #omitted} says that some were left
 * out. So each step from an entry to those that it was computed from is right; an input entry that
 * keeps another from being computed at all is found where that other one is explained.
 *
 * @param node the collection
 * @param kind the operator that makes the collection, such as {@code map}; {@code input} for one
 *     that is written, {@code external} for one that an external service delivers
 * @param key the key of the entry
 * @param values its values, in order; none if the key is not there
 * @param tick the commit that changed the entry last, or before which nothing is known of it; 0 if
 *     that is not kept: for a key that is not there, and for a lazy entry
 * @param causes the entries that it was computed from; none for an input
 * @param omitted how many more causes there are, or at least are, which were left out since there
 *     are too many or they are not known any more
 * @param isRepeated whether the entry has its causes where it was met first, and none here
 * @param function the place of the author's function that made it; empty for operators without one
 * @param writer who wrote it; empty unless it is an entry of an input that is there
 */
public record Provenance(
    NodeId node,
    String kind,
    Object key,
    List<Object> values,
    long tick,
    List<Cause> causes,
    int omitted,
    boolean isRepeated,
    Optional<FunctionPlace> function,
    Optional<Writer> writer) {

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
    WHOLE,
    /** Its place among all keys of the collection, or among the rows of its group, counts. */
    PLACE
  }

  /**
   * An entry that another was computed from.
   *
   * @param role the part that it had
   * @param source the key of the source entry whose run looked it up, or its own
   * @param entry the entry, with its own reasons
   */
  public record Cause(Role role, Object source, Provenance entry) {}

  /** The kinds of those who write entries of inputs. */
  public enum WriterKind {
    /** The entry was there when the collection came into being: initial data, or restored. */
    INITIAL,
    /** A write or a command of a client, or of the program. */
    CLIENT,
    /** A delivery of an external service. */
    SOURCE
  }

  /**
   * The writer of an entry of an input.
   *
   * @param name the external resource that delivered it; empty for the other kinds
   * @param time when it was committed; empty if that is not kept any more
   */
  public record Writer(WriterKind kind, String name, Optional<Instant> time) {}

  /** Copies the lists. */
  public Provenance {
    values = List.copyOf(values);
    causes = List.copyOf(causes);
  }

  /** Whether it is of a collection that is not computed. */
  public boolean isOfInput() {
    return writer.isPresent() || kind.equals("input") || kind.equals("external");
  }
}
