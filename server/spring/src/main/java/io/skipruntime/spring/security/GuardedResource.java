package io.skipruntime.spring.security;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.ForbiddenException;
import io.skipruntime.Resource;
import io.skipruntime.json.Json;

/**
 * A resource that users see only while a condition holds. Whether it holds is read as data: when
 * that changes, the resource is built again, and refuses or has its contents.
 *
 * @param name the name of the resource
 * @param params its parameters, with the principal
 * @param delegate the resource that the author defined
 * @param <S> what it is built from
 */
record GuardedResource<S>(String name, Object params, Resource<S> delegate) implements Resource<S> {

  @Override
  public EagerCollection<?, ?> instantiate(S shared, Context context) {
    ExternalResource<String, Boolean> permission =
        ExternalResource.of(Permissions.SERVICE, name, String.class, Boolean.class)
            .withParams(Json.from(params));
    if (!context.useExternalResource(permission).getUnique(Permissions.KEY)) {
      throw new ForbiddenException("the condition of @PreAuthorize on " + name + " does not hold");
    }
    return delegate.instantiate(shared, context);
  }
}
