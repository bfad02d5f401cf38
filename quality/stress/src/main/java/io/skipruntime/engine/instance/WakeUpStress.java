package io.skipruntime.engine.instance;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A subscriber comes while a version is published: it sees it at its first poll, or is woken. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "seen, and woken for nothing")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "seen")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a version that the subscriber never hears of")
@State
public class WakeUpStress {

  private final ResourceInstance instance = StressedInstance.create();
  private volatile boolean published;
  private volatile boolean woken;

  /** Publishes and wakes, as a commit does. */
  @Actor
  public void commit() {
    published = true;
    instance.wakeAll();
  }

  /** Subscribes and polls. */
  @Actor
  public void subscribe(ZZ_Result result) {
    instance.addListener(this, () -> woken = true);
    result.r1 = published;
  }

  /** Whether the subscriber was woken. */
  @Arbiter
  public void inTheEnd(ZZ_Result result) {
    result.r2 = woken;
  }
}
