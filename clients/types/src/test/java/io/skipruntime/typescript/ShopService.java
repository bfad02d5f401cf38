package io.skipruntime.typescript;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Principal;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service with types of many kinds, some of which lead back to themselves. */
final class ShopService implements SkipService<ShopService.Inputs, ShopService.Inputs> {

  enum Colour {
    RED,
    GREEN
  }

  sealed interface Offer {}

  record Single(long price, Optional<String> note) implements Offer {}

  record Bundle(List<Offer> parts) implements Offer {}

  record Nothing() implements Offer {}

  record Pair<A, B>(A first, B second) {}

  record Inputs(
      EagerCollection<String, Offer> offers,
      EagerCollection<Pair<Long, Colour>, Map<String, BigInteger>> stock,
      EagerCollection<Pair<Json, String>, Map<List<Long>, Boolean>> notes) {}

  /** Takes only lengths that make sense. */
  record Cheapest(int count) implements Resource<Inputs> {
    Cheapest {
      if (count < 10) {
        throw new IllegalArgumentException("too few");
      }
    }

    @Override
    public EagerCollection<String, ? extends Offer> instantiate(Inputs in, Context context) {
      return in.offers();
    }
  }

  record Search(Optional<String> text, boolean exact, Principal user) implements Resource<Inputs> {
    @Override
    public EagerCollection<?, Offer> instantiate(Inputs in, Context context) {
      return in.offers();
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty()
        .and("cheapest", Integer.class, Cheapest::new)
        .and("search", Search.class)
        .and("all-offers", (in, context) -> in.offers());
  }

  record MakeOffer(String name, long price, Optional<Principal> user)
      implements Command<Inputs, Inputs, Offer> {
    @Override
    public Offer run(Inputs in, Inputs shared, CommandContext context) {
      Offer offer = new Single(price, Optional.empty());
      context.put(in.offers(), name, offer);
      return offer;
    }
  }

  record Clear() implements Command<Inputs, Inputs, Commands.NoResult> {
    @Override
    public Commands.NoResult run(Inputs in, Inputs shared, CommandContext context) {
      return new Commands.NoResult();
    }
  }

  @Override
  public Commands<Inputs, Inputs> commands() {
    return Commands.of("offer", MakeOffer.class).and("clear", Clear.class);
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
