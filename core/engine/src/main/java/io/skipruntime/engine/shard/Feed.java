package io.skipruntime.engine.shard;

import java.util.List;

/**
 * The entries of a collection that go from one level to another. Immutable.
 *
 * @param id its place among the feeds of a plan
 * @param collection the collection's place in the plan
 * @param role what is sent to whom
 * @param from the level that sends; {@link Plan#INPUTS} for what is written
 * @param to the level that receives; that of {@link Plan#levels} for those who serve
 * @param home the collection at whose home a {@link Role#WHOLE} feed ends; -1 for all others
 * @param readers the collections for which it is sent; empty for what the service shares
 */
public record Feed(
    int id, int collection, Role role, int from, int to, int home, List<Integer> readers) {

  /** Copies the list. */
  public Feed {
    readers = List.copyOf(readers);
  }

  @Override
  public int hashCode() {
    return id; // each entry on its way is put by its feed
  }
}
