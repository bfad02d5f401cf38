package io.skipruntime.engine.subscription;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.instance.StressedInstance;
import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A stream ends while somebody subscribes: who has subscribed is told. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "subscribed, and told of the end")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE_INTERESTING, desc = "told, then refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "subscribed, and never told")
@State
public class LeaseEndStress {

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

  private static final ServiceInstance SERVICE = ServiceInstance.start(new Numbers());

  private final ResourceInstance instance = StressedInstance.create();
  private final Lease lease = new Lease(instance, 0);
  private volatile boolean told;

  /** Subscribes. */
  @Actor
  @SuppressWarnings("resource") // the subscription is to last until the end
  public void subscribe(ZZ_Result result) {
    try {
      new Subscription(SERVICE, lease, () -> told = true, Optional.empty());
      result.r1 = true;
    } catch (UnknownInstanceException e) {
      result.r1 = false;
    }
  }

  /** Ends the stream. */
  @Actor
  public void end() {
    lease.close();
    instance.wakeAll();
  }

  /** Whether the subscriber was told. */
  @Arbiter
  public void inTheEnd(ZZ_Result result) {
    result.r2 = told;
  }
}
