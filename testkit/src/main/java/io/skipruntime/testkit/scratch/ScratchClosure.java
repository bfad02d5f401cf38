package io.skipruntime.testkit.scratch;

import io.skipruntime.Expansion;
import io.skipruntime.SkipException;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The closure of rows, from scratch: what an expansion makes of them, and of that, and so on.
 *
 * @param others what the expansion looks up
 * @param mostRows how many rows there may be
 */
record ScratchClosure(Expansion<Object> expansion, List<Contents> others, int mostRows)
    implements Expansion.Found {

  @Override
  @SuppressWarnings("unchecked") // the author knows what the collection holds
  public <W> List<W> get(int collection, Object key) {
    return (List<W>) List.copyOf(others.get(collection).get(CanonicalKey.of(key)));
  }

  /**
   * Adds each row of a collection, and what comes of it, under itself.
   *
   * @throws SkipException if there are too many
   */
  void add(Contents first, Contents to) {
    Set<Object> rows = new TreeSet<>(CanonicalOrder.INSTANCE);
    Deque<Object> open = new ArrayDeque<>();
    first.entries().values().forEach(open::addAll);
    while (!open.isEmpty()) {
      Object row = CanonicalKey.of(open.pop());
      if (!rows.add(row)) {
        continue;
      }
      if (rows.size() > mostRows) {
        throw new SkipException("there are more than " + mostRows + " rows");
      }
      expansion.expand(row, this, open::push);
    }
    rows.forEach(row -> to.add(row, row));
  }
}
