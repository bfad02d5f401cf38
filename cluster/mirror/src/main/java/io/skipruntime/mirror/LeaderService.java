package io.skipruntime.mirror;

import io.skipruntime.DelegatingService;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;

/**
 * A service with a {@link LeaderResource} beside its own resources.
 *
 * @param <I> the input collections
 * @param <S> what resources are built from
 */
record LeaderService<I extends Record, S extends Record>(SkipService<I, S> delegate)
    implements DelegatingService<I, S> {

  /** The name by which followers in Java and TypeScript ask. */
  static final String RESOURCE = "leader";

  @Override
  public Resources<S> resources() {
    return delegate.resources().and(RESOURCE, Json.class, LeaderResource::new);
  }
}
