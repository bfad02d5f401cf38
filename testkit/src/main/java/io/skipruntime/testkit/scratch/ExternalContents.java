package io.skipruntime.testkit.scratch;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.ExternalResource;
import io.skipruntime.SkipException;
import java.util.List;
import java.util.Map;

/** The contents of external resources at the moment of an evaluation. */
@FunctionalInterface
public interface ExternalContents {

  /**
   * The contents of a resource: decoded keys, each with its values.
   *
   * @throws io.skipruntime.SkipException if the resource cannot be had
   */
  Map<Object, List<Object>> of(ExternalResource<?, ?> resource);

  /**
   * The outcomes that the calls of an async function have had for a key and that the service has,
   * the newest first.
   *
   * @throws io.skipruntime.SkipException if they are not known
   */
  default List<Outcome<Object>> outcomes(
      AsyncOptions<?> options, AsyncFunction<?, ?, ?> function, Object key) {
    throw new SkipException(
        "the calls of "
            + options.name()
            + " are not scripted, so that nobody knows which have come to an end");
  }
}
