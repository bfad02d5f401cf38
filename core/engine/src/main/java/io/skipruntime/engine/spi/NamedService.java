package io.skipruntime.engine.spi;

import io.skipruntime.DelegatingService;
import io.skipruntime.SkipService;
import io.skipruntime.json.JsonShape;
import java.util.List;
import java.util.Optional;

/**
 * A service whose inputs are known when it runs and not when it is compiled, as one in another
 * language is. Keys and values are JSON. Its resources and commands may have {@link
 * NamedParameters}.
 */
public interface NamedService extends SkipService<CollectionsByName, CollectionsByName> {

  /** The names of the inputs, in order, each once; always the same. */
  List<String> inputNames();

  /** The shape of an input's keys; what is written is checked against it. */
  default JsonShape keys(String input) {
    return JsonShape.any();
  }

  /** The shape of an input's values; likewise. */
  default JsonShape values(String input) {
    return JsonShape.any();
  }

  /** The named service behind a service, through those that delegate to it. */
  static Optional<NamedService> behind(SkipService<?, ?> service) {
    SkipService<?, ?> found = service;
    while (found instanceof DelegatingService<?, ?> delegating) {
      found = delegating.delegate();
    }
    return found instanceof NamedService named ? Optional.of(named) : Optional.empty();
  }
}
