package io.skipruntime.engine.commit;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.definition.ServiceDefinition;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** Writes meet at the write lock: each is carried out once and has its own outcome. */
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
  private long tick;
  long committed;

  private long transaction(List<Write> writes) {
    if (writes.contains(failing)) {
      throw new IllegalArgumentException("a write that fails");
    }
    committed += writes.size();
    return ++tick;
  }

  /** The tick with which a write was committed, or -1 if it failed. */
  long write(Write write) {
    GroupCommit.Pending pending = groupCommit.add(write);
    lock.lock();
    try {
      return groupCommit.commit(pending, this::transaction);
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
