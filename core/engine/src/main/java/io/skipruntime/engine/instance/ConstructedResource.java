package io.skipruntime.engine.instance;

import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.engine.spi.LimitedResource;
import java.util.Optional;

/**
 * A resource for some parameters, as its definition has constructed it: before the transaction that
 * opens the instance, which takes it in place of another one.
 */
public record ConstructedResource(
    ResourceInstance.Key key, Resources.Definition<Object> definition, Resource<Object> resource) {

  /** The resource of a key. */
  public static ConstructedResource of(
      ResourceInstance.Key key, Resources.Definition<Object> definition) {
    return new ConstructedResource(key, definition, definition.constructor().apply(key.params()));
  }

  /** The resource, if clients say what it computes. */
  public Optional<LimitedResource<?>> limited() {
    return resource instanceof LimitedResource<?> limited ? Optional.of(limited) : Optional.empty();
  }

  /** Whether this is what a definition would construct for a key. */
  boolean isOf(ResourceInstance.Key otherKey, Resources.Definition<Object> otherDefinition) {
    return definition == otherDefinition && key.equals(otherKey);
  }
}
