package io.skipruntime.testkit.scratch;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonPattern;

/** The context of all functions of one evaluation. */
record ScratchContext(ScratchEvaluation evaluation) implements Context {

  @Override
  public <K, V> LazyCollection<K, V> createLazyCollection(LazyCompute<K, V> compute) {
    return evaluation.lazy(compute);
  }

  @Override
  public <K, V> EagerCollection<K, V> useExternalResource(ExternalResource<K, V> resource) {
    return evaluation.external(resource);
  }

  @Override
  public JsonArray jsonExtract(Json value, String pattern) {
    return JsonPattern.parse(pattern).extract(value);
  }
}
