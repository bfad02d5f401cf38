package io.skipruntime.engine.concurrency;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Follows a view from the beginning to the end, and is given each update. */
final class Follower {

  private final ServiceInstance service;
  private final Fold fold;
  private final ReentrantLock taking = new ReentrantLock();
  private final Subscription subscription;

  Follower(ServiceInstance service, View view, List<Claim> claims) {
    this.service = service;
    this.fold = new Fold(view, claims);
    service.instantiateResource(view.toString(), view.resource(), view.params());
    this.subscription =
        service.<Long, Long>subscribe(
            view.toString(),
            event -> {
              if (!taking.tryLock()) {
                throw new IllegalStateException("two updates at a time");
              }
              try {
                fold.take(event);
              } finally {
                taking.unlock();
              }
            });
  }

  /** What it has in the end, when no writer is at work any more. */
  Observation last() {
    long tick = service.watermark().tick();
    return new Observation(fold.view(), tick, tick, fold.contents());
  }

  void close() {
    subscription.close();
    service.closeResourceInstance(fold.view().toString());
  }
}
