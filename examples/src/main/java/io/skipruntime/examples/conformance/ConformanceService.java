package io.skipruntime.examples.conformance;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.examples.conformance.NumberFunctions.LargestThree;
import io.skipruntime.examples.conformance.NumberFunctions.SumOfSquares;
import io.skipruntime.examples.groups.GroupsService.Group;
import io.skipruntime.examples.groups.GroupsService.User;

/**
 * The service on which implementations of Skip are compared: two inputs of numbers, users and
 * groups, and a resource for each operator. All inputs are empty at the start.
 */
public final class ConformanceService implements SkipService<ConformanceService.Inputs, Shared> {

  public record Inputs(
      EagerCollection<Long, Long> a,
      EagerCollection<Long, Long> b,
      EagerCollection<Long, User> users,
      EagerCollection<Long, Group> groups) {}

  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<Long, Long> activeMembers =
        in.groups().map(new GroupFunctions.ActiveMembers(in.users()));
    return new Shared(in.a(), in.b(), in.users(), in.groups(), activeMembers);
  }

  @Override
  public Resources<Shared> resources() {
    return numbers()
        .and("sum", NumberResources.ByModulo.class, by -> by.reduce(Reducers.sum()))
        .and("min", NumberResources.ByModulo.class, by -> by.reduce(Reducers.min()))
        .and("max", NumberResources.ByModulo.class, by -> by.reduce(Reducers.max()))
        .and("count", NumberResources.ByModulo.class, by -> by.reduce(Reducers.count()))
        .and("sumOfSquares", NumberResources.ByModulo.class, by -> by.reduce(new SumOfSquares()))
        .and("largestThree", NumberResources.ByModulo.class, by -> by.reduce(new LargestThree()))
        .and("activeMembers", (Shared in, Context context) -> in.activeMembers())
        .and("activeFriends", GroupResources.ActiveFriends.class)
        .and("profiles", new GroupResources.Profiles());
  }

  private static Resources<Shared> numbers() {
    return Resources.<Shared>empty()
        .and("a", (Shared in, Context context) -> in.a())
        .and("plus", NumberResources.Plus.class)
        .and("swap", new NumberResources.Swap())
        .and("lookup", new NumberResources.Lookup())
        .and("size", new NumberResources.Size())
        .and("slice", NumberResources.Slice.class)
        .and("slices", NumberResources.Slices.class)
        .and("take", NumberResources.Take.class)
        .and("top", NumberResources.Top.class)
        .and("merge", new NumberResources.Merge())
        .and("lazy", new NumberResources.Lazy())
        .and("chain", NumberResources.Chain.class)
        .and("valuesOf", NumberResources.ValuesOf.class);
  }
}
