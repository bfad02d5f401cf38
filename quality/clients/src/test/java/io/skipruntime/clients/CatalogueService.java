package io.skipruntime.clients;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Principal;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A service with a value of every type that there is. */
final class CatalogueService
    implements SkipService<CatalogueService.Inputs, CatalogueService.Inputs> {

  enum Colour {
    RED,
    GREEN
  }

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Nothing() implements Shape {}

  record Group(Shape first, List<Shape> rest) implements Shape {}

  record Tree(String label, List<Tree> children) {}

  record Pair<A, B>(A first, B second) {}

  record Empty() {}

  record Ranking(Pair<Long, String> ordinal, Pair<String, Long> reversed) {}

  record Item(
      UUID id,
      Instant since,
      BigInteger large,
      BigDecimal price,
      int count,
      boolean sold,
      Optional<String> note,
      Set<Colour> colours,
      Map<String, Long> stock,
      Map<Colour, Integer> perColour,
      Map<List<Long>, String> byPath,
      Json anything,
      JsonArray list,
      Shape shape,
      Tree tree,
      Ranking ranking,
      Empty empty) {}

  record Inputs(EagerCollection<UUID, Item> items) {}

  record Search(String text, Optional<Integer> limit, Principal user) implements Resource<Inputs> {
    @Override
    public EagerCollection<UUID, Item> instantiate(Inputs in, Context context) {
      return in.items();
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty()
        .and("search", Search.class)
        .and("odd-name", (in, context) -> in.items());
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
