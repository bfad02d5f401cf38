package io.skipruntime;

import java.util.Map;

/**
 * A service that is another one except for what it overrides. Its type arguments are those of the
 * other one, so that a class which implements this interface need not know them.
 *
 * @param <I> the input collections
 * @param <S> what resources are built from
 */
public interface DelegatingService<I extends Record, S extends Record> extends SkipService<I, S> {

  /** The other service; always the same. */
  SkipService<I, S> delegate();

  @Override
  default InitialData initialData() {
    return delegate().initialData();
  }

  @Override
  default Map<String, Migration> migrations() {
    return delegate().migrations();
  }

  @Override
  default Resources<S> resources() {
    return delegate().resources();
  }

  @Override
  default Commands<I, S> commands() {
    return delegate().commands();
  }

  @Override
  default Map<String, ExternalService> externalServices() {
    return delegate().externalServices();
  }

  @Override
  default Map<String, ExternalResource<?, ?>> externalInputs() {
    return delegate().externalInputs();
  }

  @Override
  default Map<String, ResourceSink> sinks() {
    return delegate().sinks();
  }

  @Override
  default S createGraph(I inputs, Context context) {
    return delegate().createGraph(inputs, context);
  }
}
