package io.skipruntime.mirror;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.List;

/**
 * Two collections that are always written alike: their resource {@code differences} is empty in
 * every state that was committed, unless somebody sees half of a commit.
 */
final class TwinsService implements SkipService<TwinsService.Twins, TwinsService.Twins> {

  record Amount(long cents, List<String> notes) {}

  record Twins(EagerCollection<String, Amount> left, EagerCollection<String, Amount> right) {}

  record Difference(EagerCollection<String, Amount> right)
      implements Mapper<String, Amount, String, String> {
    @Override
    public void mapEntry(String key, Values<Amount> left, Emitter<String, String> out) {
      List<Amount> other = right.get(key);
      if (!other.equals(left.toList())) {
        out.emit(key, left.toList() + " is not " + other);
      }
    }
  }

  record From(String key) implements Resource<Twins> {
    @Override
    public EagerCollection<?, ?> instantiate(Twins twins, Context context) {
      return twins.left().slice(key, "\uffff");
    }
  }

  private final InitialData initialData;

  TwinsService(InitialData initialData) {
    this.initialData = initialData;
  }

  @Override
  public InitialData initialData() {
    return initialData;
  }

  @Override
  public Resources<Twins> resources() {
    return Resources.<Twins>empty()
        .and("left", (twins, context) -> twins.left())
        .and("differences", (twins, context) -> twins.left().map(new Difference(twins.right())))
        .and("from", From.class);
  }

  @Override
  public Twins createGraph(Twins inputs, Context context) {
    return inputs;
  }
}
