package io.skipruntime.spring.service;

import io.skipruntime.DelegatingService;
import io.skipruntime.ResourceSink;
import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The sinks that are beans, each under the name of its bean, besides those of the service. */
public final class SinkBeans implements ServiceDecorator {

  private final Supplier<Map<String, ResourceSink>> beans;

  /** The beans, which are looked up when the service is decorated. */
  public SinkBeans(Supplier<Map<String, ResourceSink>> beans) {
    this.beans = beans;
  }

  @Override
  public SkipService<?, ?> decorate(SkipService<?, ?> service) {
    Map<String, ResourceSink> found = beans.get();
    return found.isEmpty() ? service : decorated(service, found);
  }

  private static <I extends Record, S extends Record> SkipService<I, S> decorated(
      SkipService<I, S> service, Map<String, ResourceSink> beans) {
    Map<String, ResourceSink> all = new LinkedHashMap<>(service.sinks());
    List<String> problems = new ArrayList<>();
    beans.forEach((name, sink) -> {
      if (all.putIfAbsent(name, sink) != null) {
        problems.add("sink " + name + " is one of the service, and a bean");
      }
    });
    if (!problems.isEmpty()) {
      throw new WiringException(problems);
    }
    return new WithSinks<>(service, all);
  }

  /** A service with more sinks. */
  private record WithSinks<I extends Record, S extends Record>(
      SkipService<I, S> delegate, Map<String, ResourceSink> sinks)
      implements DelegatingService<I, S> {}
}
