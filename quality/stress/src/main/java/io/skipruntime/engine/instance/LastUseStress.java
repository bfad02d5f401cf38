package io.skipruntime.engine.instance;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** An instance is read while one notes that it was used some time ago: the later time counts. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "in use")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "idle, although it was just read")
@State
public class LastUseStress {

  private static final long EARLIER_MILLIS = 10;
  private static final long NOW_MILLIS = 30;

  private final ResourceInstance instance = StressedInstance.create();

  /** Reads. */
  @Actor
  public void read() {
    instance.touch(NOW_MILLIS);
  }

  /** Notes the end of a lease that had been idle for a while. */
  @Actor
  public void endLease() {
    instance.touch(EARLIER_MILLIS);
  }

  /** Whether the instance counts as idle. */
  @Arbiter
  public void inTheEnd(Z_Result result) {
    result.r1 = instance.isIdleSince(EARLIER_MILLIS);
  }
}
