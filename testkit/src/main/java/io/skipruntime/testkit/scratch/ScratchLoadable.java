package io.skipruntime.testkit.scratch;

import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.Loadable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The meaning of {@code mapAsync}: the state of a value by what calls have given. */
final class ScratchLoadable {

  private ScratchLoadable() {}

  /**
   * The state of a value.
   *
   * @param values all values of its key
   * @param outcomes all outcomes of its key, the newest first
   */
  static Loadable<Object> of(
      Object value, List<Object> values, List<Outcome<Object>> outcomes, AsyncOptions<?> options) {
    Set<String> present = values.stream().map(AsyncResource::digestOf).collect(Collectors.toSet());
    Optional<Object> previous =
        outcomes.stream()
            .filter(each -> options.keepsPrevious() && !present.contains(each.argument()))
            .flatMap(each -> each.result().stream())
            .findFirst();
    for (Outcome<Object> each : outcomes) {
      if (each.argument().equals(AsyncResource.digestOf(value))) {
        return each.error().isPresent()
            ? new Loadable.Failure<>(each.error().get(), previous)
            : new Loadable.Success<>(each.result().orElseThrow());
      }
    }
    return new Loadable.Loading<>(previous);
  }
}
