package io.skipruntime.engine.commit;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.graph.EventChannel;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.GraphOptions;
import io.skipruntime.engine.graph.Transaction;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** A meeting of writes at the write lock: each is carried out once and has its own outcome. */
public class GroupCommitStress {

  record Inputs(EagerCollection<Long, Long> numbers) {}

  private static final class Numbers implements SkipService<Inputs, Inputs> {
    @Override
    public Resources<Inputs> resources() {
      return Resources.empty();
    }

    @Override
    public Inputs createGraph(Inputs inputs, Context context) {
      return inputs;
    }
  }

  private static final ServiceDefinition DEFINITION = ServiceDefinition.of(new Numbers());

  final Write first = new Write(DEFINITION);
  final Write second = new Write(DEFINITION);
  final Write failing = new Write(DEFINITION);
  private final ReentrantLock lock = new ReentrantLock();
  private final GroupCommit groupCommit = new GroupCommit(true);
  private final Graph graph =
      new Graph(
          new EventChannel(List.of()),
          (resource, transaction) -> {
            throw new IllegalStateException("there are no external sources");
          },
          (collection, tombstones) -> 0,
          new GraphOptions(false, true, true, 1, 0));
  long committed;

  private void transact(List<Write> writes, Transaction transaction) {
    if (writes.contains(failing)) {
      throw new IllegalArgumentException("a write that fails");
    }
    committed += writes.size();
  }

  private void carryOut(List<Request<?>> group) {
    Transaction transaction = graph.beginWrite();
    try {
      if (group.size() == 1) {
        group.getFirst().carryOut(transaction);
      } else {
        Request.carryOutTogether(group, transaction);
      }
    } catch (IllegalArgumentException e) {
      transaction.rollBack();
      if (group.size() == 1) {
        group.getFirst().failed(e);
        return;
      }
      int half = group.size() / 2;
      carryOut(group.subList(0, half));
      carryOut(group.subList(half, group.size()));
      return;
    }
    transaction.settle();
    graph.show(transaction.publish());
    Commit commit = new Commit();
    group.forEach(each -> each.committed(commit));
  }

  /** The tick with which a write was committed, or -1 if it failed. */
  long write(Write write) {
    Request<Long> request = Request.committing(write, this::transact);
    boolean waits = groupCommit.add(request);
    lock.lock();
    try {
      while (!request.isDone()) {
        carryOut(groupCommit.nextGroup(request, waits));
      }
      return request.outcome();
    } catch (IllegalArgumentException e) {
      return -1;
    } finally {
      lock.unlock();
    }
  }

  /** Two writes that succeed; the last number says how many were committed. */
  @JCStressTest
  @Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "together")
  @Outcome(id = "1, 2, 2", expect = Expect.ACCEPTABLE, desc = "one after the other")
  @Outcome(id = "2, 1, 2", expect = Expect.ACCEPTABLE, desc = "one after the other")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or twice")
  @State
  public static class Both extends GroupCommitStress {

    /** Writes. */
    @Actor
    public void writeFirst(JJJ_Result result) {
      result.r1 = write(first);
    }

    /** Writes, too. */
    @Actor
    public void writeSecond(JJJ_Result result) {
      result.r2 = write(second);
    }

    /** How many writes were committed. */
    @Arbiter
    public void inTheEnd(JJJ_Result result) {
      result.r3 = committed;
    }
  }

  /** A write that succeeds and one that fails. */
  @JCStressTest
  @Outcome(id = "1, -1, 1", expect = Expect.ACCEPTABLE, desc = "each has its own outcome")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the outcome of another")
  @State
  public static class OneFails extends GroupCommitStress {

    /** Writes. */
    @Actor
    public void write(JJJ_Result result) {
      result.r1 = write(first);
    }

    /** Fails to write. */
    @Actor
    public void fail(JJJ_Result result) {
      result.r2 = write(failing);
    }

    /** How many writes were committed. */
    @Arbiter
    public void inTheEnd(JJJ_Result result) {
      result.r3 = committed;
    }
  }
}
