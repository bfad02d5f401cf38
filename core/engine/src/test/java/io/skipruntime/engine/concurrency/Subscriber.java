package io.skipruntime.engine.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ComputationException;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Opens a view, follows it for a while, and leaves it: then it comes back to the same stream, to
 * another of the same view, or to another view. It polls only when it was woken.
 */
final class Subscriber implements Runnable {

  private final ServiceInstance service;
  private final List<Claim> claims;
  private final BooleanSupplier isOver;
  private final RandomGenerator random;
  private final Semaphore wakeUps = new Semaphore(0);
  private String identifier = "";
  private Fold fold;
  private Optional<Subscription> subscription = Optional.empty();

  Subscriber(
      ServiceInstance service, List<Claim> claims, BooleanSupplier isOver, RandomGenerator random) {
    this.service = service;
    this.claims = claims;
    this.isOver = isOver;
    this.random = random;
    this.fold = new Fold(View.any(random), claims);
  }

  @Override
  public void run() {
    open();
    while (!isOver.getAsBoolean()) {
      for (int i = random.nextInt(20); i >= 0; i--) {
        pollIfWoken();
      }
      if (random.nextBoolean()) {
        leave();
        comeBack();
      }
    }
  }

  private void open() {
    identifier = UUID.randomUUID().toString();
    try {
      service.instantiateResource(identifier, fold.view().resource(), fold.view().params());
      subscribe();
    } catch (ComputationException failing) {
      assertThat(fold.view().resource()).isEqualTo("fragile");
      fold = new Fold(View.oneWriter(0), claims);
      open();
    } catch (UnknownInstanceException collected) {
      open();
    }
  }

  private void subscribe() {
    Optional<Watermark> seen = fold.seen();
    wakeUps.drainPermits();
    subscription = Optional.of(service.subscribe(identifier, seen, wakeUps::release));
    poll();
  }

  private void pollIfWoken() {
    try {
      if (wakeUps.tryAcquire(2, TimeUnit.MILLISECONDS)) {
        wakeUps.drainPermits();
        poll();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void poll() {
    Subscription polled = subscription.orElseThrow();
    polled.<Long, Long>poll().ifPresent(fold::take);
    polled.pollFailure().ifPresent(failure -> fold.fail());
  }

  private void leave() {
    subscription.ifPresent(Subscription::close);
    if (random.nextInt(3) == 0) {
      try {
        service.closeResourceInstance(identifier);
      } catch (UnknownInstanceException collected) {
        assertThat(collected).hasMessageContaining("no longer");
      }
    }
  }

  private void comeBack() {
    switch (random.nextInt(3)) {
      case 0 -> {
        fold = new Fold(View.any(random), claims);
        open();
      }
      case 1 -> open();
      default -> {
        try {
          subscribe();
        } catch (UnknownInstanceException collected) {
          open();
        }
      }
    }
  }

  /** What it has in the end, when no writer is at work any more. */
  Observation last() {
    if (wakeUps.drainPermits() > 0) {
      poll();
    }
    long tick = service.watermark().tick();
    return new Observation(fold.view(), tick, tick, fold.contents());
  }

  void close() {
    leave();
  }
}
