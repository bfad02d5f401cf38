package io.skipruntime.testkit.scratch;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.ClockResource;
import io.skipruntime.ExternalResource;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The contents of external resources with that of the clock, which is what a clock says.
 *
 * @param clock the clock of the service
 * @param granularityMillis the milliseconds that its time goes on by
 * @param others the contents of all other resources
 */
public record ClockContents(InstantSource clock, long granularityMillis, ExternalContents others)
    implements ExternalContents {

  @Override
  public Map<Object, List<Object>> of(ExternalResource<?, ?> resource) {
    return resource.service().equals(ClockResource.SERVICE)
        ? ClockResource.contentsAt(clock.instant(), granularityMillis)
        : others.of(resource);
  }

  @Override
  public List<Outcome<Object>> outcomes(
      AsyncOptions<?> options, AsyncFunction<?, ?, ?> function, Object key) {
    return others.outcomes(options, function, key);
  }
}
