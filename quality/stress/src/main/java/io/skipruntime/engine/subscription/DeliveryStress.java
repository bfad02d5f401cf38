package io.skipruntime.engine.subscription;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two commits wake a consumer: it gets the last version, and never two at the same time. */
@JCStressTest
@Outcome(id = "2, 0, 1", expect = Expect.ACCEPTABLE, desc = "both versions in one update")
@Outcome(id = "2, 0, 2", expect = Expect.ACCEPTABLE, desc = "an update each")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up, or two polls at a time")
@State
public class DeliveryStress {

  private final AtomicInteger published = new AtomicInteger();
  private final Delivery<Integer> delivery = new Delivery<>(this::take);

  // Plain fields: that each poll sees what the one before wrote is part of the test.
  private int seen;
  private int updates;
  private boolean polling;
  private int overlaps;

  /** No versions yet. */
  public DeliveryStress() {
    delivery.start(this::poll);
  }

  private Optional<Integer> poll() {
    if (polling) {
      overlaps++;
    }
    polling = true;
    int now = published.get();
    polling = false;
    return now > seen ? Optional.of(now) : Optional.empty();
  }

  private void take(int version) {
    seen = version;
    updates++;
  }

  private void commit() {
    published.incrementAndGet();
    delivery.run();
  }

  /** Commits. */
  @Actor
  public void commitHere() {
    commit();
  }

  /** Commits, too. */
  @Actor
  public void commitThere() {
    commit();
  }

  /** The version that the consumer has in the end. */
  @Arbiter
  public void inTheEnd(III_Result result) {
    result.r1 = seen;
    result.r2 = overlaps;
    result.r3 = updates;
  }
}
