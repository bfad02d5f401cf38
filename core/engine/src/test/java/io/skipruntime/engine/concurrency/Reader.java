package io.skipruntime.engine.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ComputationException;
import io.skipruntime.Resources.NoParameters;
import io.skipruntime.engine.ServiceInstance;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Reads views at random, whole ones and single keys, up to a number of times. */
record Reader(
    ServiceInstance service,
    OutsideSource outside,
    List<Claim> claims,
    BooleanSupplier isOver,
    RandomGenerator random)
    implements Runnable {

  private static final int READS = 3000;

  @Override
  public void run() {
    for (int i = 0; i < READS && !isOver.getAsBoolean(); i++) {
      switch (random.nextInt(4)) {
        case 0 -> readOutside();
        case 1 -> readKey(View.any(random), random.nextLong(Ledger.SLOTS));
        default -> readAll(View.any(random));
      }
    }
  }

  private void readAll(View view) {
    long from = service.watermark().tick();
    Optional<Map<Long, Long>> contents;
    try {
      contents = Optional.of(Fold.contentsOf(service.getAll(view.resource(), view.params())));
    } catch (ComputationException e) {
      assertThat(view.resource()).as(e.toString()).isEqualTo("fragile");
      contents = Optional.empty();
    }
    claims.add(new Observation(view, from, service.watermark().tick(), contents));
  }

  private void readKey(View view, long key) {
    if (!view.resource().equals("fragile")) {
      long from = service.watermark().tick();
      List<Long> values = service.getArray(view.resource(), view.params(), key);
      claims.add(new Observation.OfKey(view, from, service.watermark().tick(), key, values));
    }
  }

  private void readOutside() {
    long delivered = outside.delivered();
    Collection<Long> values =
        Fold.contentsOf(service.getAll("outside", new NoParameters())).values();
    assertThat(values).hasSize(OutsideSource.KEYS).allMatch(value -> value >= delivered);
    assertThat(values.stream().distinct()).hasSize(1);
  }
}
