package io.skipruntime.engine;

import io.skipruntime.engine.spi.NodeId;
import java.util.List;

/**
 * What depends on an entry: the keys of other collections whose values were computed with it, and
 * the resource instances that show some of them. Immutable.
 *
 * @param node the collection that has the entry
 * @param key the key of the entry
 * @param nodes the collections with such keys, those nearest to the entry first
 * @param instances the instances that show such keys, or whose {@code instantiate} looked one up
 * @param isComplete whether all were counted; else there were too many
 */
public record Dependents(
    NodeId node,
    Object key,
    List<DependentKeys> nodes,
    List<DependentInstance> instances,
    boolean isComplete) {

  /** So many keys of a collection are named at most. */
  public static final int MOST_KEYS = 16;

  /**
   * The dependent keys of a collection.
   *
   * @param kind the operator that makes the collection
   * @param count how many keys depend on the entry
   * @param keys the first of them, at most {@value #MOST_KEYS}
   */
  public record DependentKeys(NodeId node, String kind, long count, List<Object> keys) {

    /** Copies the list. */
    public DependentKeys {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A dependent resource instance.
   *
   * @param params its parameters
   * @param count how many of the keys that it shows depend on the entry
   * @param isRebuilt whether its {@code instantiate} looked up what depends on the entry, so that a
   *     change builds it again
   */
  public record DependentInstance(String resource, Object params, long count, boolean isRebuilt) {}

  /** Copies the lists. */
  public Dependents {
    nodes = List.copyOf(nodes);
    instances = List.copyOf(instances);
  }
}
