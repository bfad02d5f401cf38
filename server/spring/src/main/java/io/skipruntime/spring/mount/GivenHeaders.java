package io.skipruntime.spring.mount;

import io.skipruntime.server.host.RequestHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request, as they were when it arrived.
 *
 * @param values the values of each header, in a map that compares names without case
 */
record GivenHeaders(Map<String, List<String>> values) implements RequestHeaders {

  @Override
  public @Nullable String first(String name) {
    List<String> all = values.get(name);
    return all == null || all.isEmpty() ? null : all.getFirst();
  }

  @Override
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }
}
