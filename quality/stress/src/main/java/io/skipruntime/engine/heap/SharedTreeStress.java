package io.skipruntime.engine.heap;

import io.skipruntime.json.CanonicalOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * A reader goes through a map while an editor makes the next one of it, and then through that which
 * was published last: the first is as it was, the other one or the other.
 */
@JCStressTest
@Outcome(id = "66, 66", expect = Expect.ACCEPTABLE, desc = "the map before")
@Outcome(id = "66, 123", expect = Expect.ACCEPTABLE, desc = "the map after")
@Outcome(expect = Expect.FORBIDDEN, desc = "a map that is being edited")
@State
public class SharedTreeStress {

  private static final int WIDTH = 4;
  private static final long KEYS = 11;

  private final TickMap<Object, Long> before;
  private volatile TickMap<Object, Long> published;

  /** A map of several nodes, whose values sum up to 66. */
  public SharedTreeStress() {
    TickMap.Editor<Object, Long> editor =
        TickMap.<Object, Long>empty(CanonicalOrder.INSTANCE, WIDTH).edit(1);
    for (long key = 1; key <= KEYS; key++) {
      editor.put(key, key);
    }
    before = editor.build();
    published = before;
  }

  /** Removes a key, adds some, and changes one. */
  @Actor
  public void edit() {
    TickMap.Editor<Object, Long> editor = before.edit(2);
    editor.remove(5L);
    editor.put(12L, 12L);
    editor.put(13L, 13L);
    editor.put(1L, 38L);
    published = editor.build().withoutTombstones(2);
  }

  /** Reads both. */
  @Actor
  public void read(JJ_Result result) {
    result.r1 = sum(before);
    result.r2 = sum(published);
  }

  private static long sum(TickMap<Object, Long> map) {
    long sum = 0;
    for (TickMap.Cursor<Object, Long> cursor = map.cursor(); cursor.next(); ) {
      sum += cursor.value();
    }
    return sum;
  }
}
