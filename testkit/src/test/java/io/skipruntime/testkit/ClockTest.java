package io.skipruntime.testkit;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A test moves the time that the functions of its service see. */
class ClockTest {

  /** Offers by name, each with the time until which it is open. */
  record OffersService() implements SkipService<OffersService.Inputs, OffersService.Shared> {

    record Inputs(EagerCollection<String, Instant> offers) {}

    record Shared(EagerCollection<String, Instant> open) {}

    record Open() implements Resource<Shared> {
      @Override
      public EagerCollection<String, Instant> instantiate(Shared in, Context context) {
        return in.open();
      }
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.of("open", Open.class);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.offers().during(until -> null, until -> until));
    }
  }

  @Test
  void advance_letsRowsGo_andStreamsAreTold() {
    try (TestedService service = TestedService.start(new OffersService())) {
      Instant end = service.clock().instant().plusSeconds(5);
      service.write("offers", Entry.of("lamp", end), Entry.of("chair", end.plusSeconds(100)));
      TestedStream<String, Instant> open = service.<String, Instant>resource("open").subscribe();
      open.assertInit(Entry.of("chair", end.plusSeconds(100)), Entry.of("lamp", end));
      service.advance(Duration.ofSeconds(4));
      open.assertNoUpdate();
      service.assertConsistent();
      service.advance(Duration.ofSeconds(1));
      open.assertUpdate(Entry.deleted("lamp"));
      service.assertConsistent();
      open.close();
      service.assertNothingLeaked();
    }
  }
}
