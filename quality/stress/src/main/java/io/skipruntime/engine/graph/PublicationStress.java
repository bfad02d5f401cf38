package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.Version;
import java.util.List;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** A reader takes the version while a transaction commits: it sees all of it or nothing. */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the version before")
@Outcome(id = "2, 2, 2", expect = Expect.ACCEPTABLE, desc = "the version after")
@Outcome(expect = Expect.FORBIDDEN, desc = "a mix of two versions")
@State
public class PublicationStress {

  /** In different tables of a version. */
  private static final int SLOT = 1;

  private static final int FAR_SLOT = 2000;

  private final Graph graph =
      new Graph(
          new EventChannel(List.of()),
          (resource, transaction) -> {
            throw new IllegalStateException("there are no external sources");
          },
          (collection, tombstones) -> 0,
          new GraphOptions(false, true, true, 1, 0));

  /** A graph at its first version. */
  public PublicationStress() {
    commitNext();
  }

  private void commitNext() {
    Transaction transaction = graph.beginWrite();
    transaction.publish(SLOT, transaction.tick());
    transaction.publish(FAR_SLOT, transaction.tick());
    transaction.settle();
    graph.show(transaction.publish());
  }

  /** Commits a second version. */
  @Actor
  public void commit() {
    commitNext();
  }

  /** Reads. */
  @Actor
  public void read(JJJ_Result result) {
    Version version = graph.version();
    result.r1 = version.tick();
    result.r2 = contentOf(version, SLOT);
    result.r3 = contentOf(version, FAR_SLOT);
  }

  private static long contentOf(Version version, int slot) {
    return (Long) Objects.requireNonNull(version.get(slot));
  }
}
