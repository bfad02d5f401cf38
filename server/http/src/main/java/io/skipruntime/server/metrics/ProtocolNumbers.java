package io.skipruntime.server.metrics;

import io.skipruntime.server.spi.ProtocolNumber;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The numbers of the protocols that modules add to a server. */
final class ProtocolNumbers implements Consumer<Samples> {

  private volatile Supplier<List<ProtocolNumber>> numbers = List::of;

  /** Takes the numbers from somewhere from now on. */
  void takeFrom(Supplier<List<ProtocolNumber>> source) {
    numbers = source;
  }

  @Override
  public void accept(Samples samples) {
    for (ProtocolNumber each : numbers.get()) {
      Samples.Family family =
          each.onlyGrows()
              ? samples.counter(each.name(), each.help())
              : samples.gauge(each.name(), each.help());
      family.add(each.value());
    }
  }
}
