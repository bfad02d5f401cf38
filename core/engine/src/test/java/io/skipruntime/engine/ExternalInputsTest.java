package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.WiringException;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Inputs whose data an external service delivers are inputs that cannot be written to. */
class ExternalInputsTest {

  record Inputs(EagerCollection<String, Long> prices, EagerCollection<String, Long> amounts) {}

  record Shared(EagerCollection<String, Long> totals) {}

  /** An external service whose only resource a test delivers. */
  private static final class Prices implements ExternalService {

    private @Nullable Callbacks callbacks;

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks receiver) {
      callbacks = receiver;
      return receiver.update(List.of(Entry.of("vase", 3L)), true);
    }

    @Override
    public void unsubscribe(String instance) {
      callbacks = null;
    }

    void deliver(String key, long price) {
      Objects.requireNonNull(callbacks)
          .update(List.of(Entry.of(key, price)), false)
          .toCompletableFuture()
          .join();
    }
  }

  /** Tells the price that the command sees, and may try to change it. */
  record Price(String item, boolean isChanged) implements Command<Inputs, Shared, Long> {
    @Override
    public Long run(Inputs in, Shared shared, CommandContext context) {
      if (isChanged) {
        context.put(in.prices(), item, 0L);
      }
      return in.prices().getUnique(item);
    }
  }

  /** A service of amounts and prices, of which the latter come from outside. */
  private record Totals(ExternalService prices, Map<String, ExternalResource<?, ?>> externalInputs)
      implements SkipService<Inputs, Shared> {
    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("shop", prices);
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("totals", (shared, context) -> shared.totals());
    }

    @Override
    public Commands<Inputs, Shared> commands() {
      return Commands.of("price", Price.class);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      EagerCollection<String, Long> prices = in.prices();
      return new Shared(
          in.amounts()
              .map((item, amounts, out) ->
                  out.emit(item, amounts.getUnique() * price(prices, item))));
    }

    private static long price(EagerCollection<String, Long> prices, String item) {
      return prices.getUnique(item, 0L);
    }
  }

  private static ServiceInstance start(Prices prices) {
    return ServiceInstance.start(
        new Totals(
            prices,
            Map.of("prices", ExternalResource.of("shop", "prices", String.class, Long.class))));
  }

  @Test
  void externalInput_hasWhatIsDelivered() {
    Prices prices = new Prices();
    try (ServiceInstance service = start(prices)) {
      service.update("amounts", List.of(Entry.of("vase", 2L)));
      assertThat(service.getAll("totals")).containsExactly(Entry.of("vase", 6L));
      prices.deliver("vase", 5);
      assertThat(service.getAll("totals")).containsExactly(Entry.of("vase", 10L));
      assertThat(service.sourceStatuses()).hasSize(1);
    }
  }

  @Test
  void externalInput_isNoneForWriters() {
    try (ServiceInstance service = start(new Prices())) {
      assertThat(service.inputNames()).containsExactly("amounts");
      assertThatThrownBy(() -> service.update("prices", List.of(Entry.of("vase", 1L))))
          .isInstanceOf(UnknownCollectionException.class);
    }
  }

  @Test
  void command_readsExternalInput_andCannotWriteToIt() {
    Prices prices = new Prices();
    try (ServiceInstance service = start(prices)) {
      prices.deliver("vase", 4);
      assertThat(service.commands().run("price", new Price("vase", false)).result())
          .isEqualTo(Json.of(4));
      assertThatThrownBy(() -> service.commands().run("price", new Price("vase", true)))
          .hasMessageContaining("a command writes to the input collections that it was given");
      assertThat(service.commands().run("price", new Price("vase", false)).result())
          .isEqualTo(Json.of(4));
    }
  }

  @Test
  void externalInput_staysTheSame_whenTheServiceIsReloaded() {
    Prices prices = new Prices();
    try (ServiceInstance service = start(prices)) {
      service.update("amounts", List.of(Entry.of("vase", 2L)));
      service.reload(
          new Totals(
              prices,
              Map.of("prices", ExternalResource.of("shop", "prices", String.class, Long.class))));
      prices.deliver("vase", 7);
      assertThat(service.getAll("totals")).containsExactly(Entry.of("vase", 14L));
    }
  }

  @Test
  void externalInputs_areCheckedAtTheStart() {
    assertThatThrownBy(() ->
            ServiceInstance.start(
                new Totals(
                    new Prices(),
                    Map.of(
                        "prices",
                        ExternalResource.of("shop", "prices", String.class, String.class),
                        "costs",
                        ExternalResource.of("shop", "costs", String.class, Long.class)))))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("externalInputs: Inputs.prices is")
        .hasMessageContaining("externalInputs: Inputs has no costs");
  }
}
