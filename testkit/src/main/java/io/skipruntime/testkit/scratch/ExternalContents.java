package io.skipruntime.testkit.scratch;

import io.skipruntime.ExternalResource;
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
}
