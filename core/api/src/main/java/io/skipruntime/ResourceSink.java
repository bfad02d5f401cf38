package io.skipruntime;

/**
 * A sink, and the resource whose contents it is given. Immutable.
 *
 * @param resource name of the resource, one of {@link SkipService#resources}
 * @param params its parameters: of the resource's type, or {@link io.skipruntime.json.Json}
 * @param sink where the contents go
 */
public record ResourceSink(String resource, Object params, Sink sink) {

  /** A sink of a resource without parameters. */
  public static ResourceSink of(String resource, Sink sink) {
    return new ResourceSink(resource, new Resources.NoParameters(), sink);
  }

  /** The same sink, of the resource with other parameters. */
  public ResourceSink withParams(Object newParams) {
    return new ResourceSink(resource, newParams, sink);
  }
}
