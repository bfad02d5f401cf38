package io.skipruntime.engine.subscription;

import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.instance.StressedInstance;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A subscriber comes and goes while a lease that was idle is collected. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "not idle: somebody was there")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "collected before")
@Outcome(expect = Expect.FORBIDDEN, desc = "collected although somebody has just left")
@State
public class IdleLeaseStress {

  private static final long IDLE_SINCE_MILLIS = 10;
  private static final long NOW_MILLIS = 30;

  private final Lease lease = new Lease(StressedInstance.create(), IDLE_SINCE_MILLIS);

  /** Comes and goes. */
  @Actor
  public void subscribe(ZZ_Result result) {
    try {
      lease.addSubscriber();
      lease.removeSubscriber(NOW_MILLIS);
      result.r1 = true;
    } catch (UnknownInstanceException e) {
      result.r1 = false;
    }
  }

  /** Collects what nobody has used for a while. */
  @Actor
  public void collect(ZZ_Result result) {
    result.r2 = lease.closeIfIdleSince(IDLE_SINCE_MILLIS);
  }
}
