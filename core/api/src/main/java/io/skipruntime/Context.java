package io.skipruntime;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.time.Instant;

/**
 * The means that a function has beside the collections that it captured. A context may be used only
 * while the function that it was given to is running, and only by that function's thread.
 */
public interface Context {

  /**
   * Creates a collection whose entries are computed on demand.
   *
   * @throws WiringException if what {@code compute} captured is mutable
   */
  <K, V> LazyCollection<K, V> createLazyCollection(LazyCompute<K, V> compute);

  /**
   * The collection that mirrors a resource of one of the service's {@link
   * SkipService#externalServices}. The source is subscribed while some function uses it. A function
   * that is the first to need a source is run again when the source has delivered its initial data.
   *
   * @throws WiringException if the service has no external service of that name
   */
  <K, V> EagerCollection<K, V> useExternalResource(ExternalResource<K, V> resource);

  /**
   * The present time, as a collection with one entry that changes by the granularity of the
   * service's clock: each second, unless the service is given another. Each change is a commit, and
   * is recorded with the rest; a function that reads the time runs again each time. To keep rows
   * for as long as it is their time use {@link EagerCollection#during}, which costs nothing while
   * none comes or goes.
   *
   * <p>There is no timer while no function uses the clock.
   */
  default EagerCollection<Unit, Instant> clock() {
    return useExternalResource(ClockResource.present());
  }

  /**
   * Finds the parts of a JSON document that match a pattern.
   *
   * @param value the document
   * @param pattern a pattern as {@link io.skipruntime.json.JsonPattern} describes it
   * @return the matches, each an array of one-member objects from variable to value
   * @throws io.skipruntime.json.JsonPatternException if the pattern is malformed
   */
  JsonArray jsonExtract(Json value, String pattern);
}
