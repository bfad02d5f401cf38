package io.skipruntime.spring.service;

import io.skipruntime.SkipService;

/**
 * A change of the application's service before it is started, such as sources for its inputs. All
 * beans of this type are applied in their order.
 */
@FunctionalInterface
public interface ServiceDecorator {

  /** The service that is started in place of the given one; it may be the same. */
  SkipService<?, ?> decorate(SkipService<?, ?> service);
}
