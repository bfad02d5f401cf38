package io.skipruntime;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The external resource that has the present time, which each service has without naming it: what
 * {@link Context#clock} and {@link EagerCollection#during} follow. Its data is a source's like any
 * other: each time that it delivers is a commit, is recorded with the rest, and comes back when the
 * service recovers.
 */
public final class ClockResource {

  /** The name of the external service, which no service can give to another one. */
  public static final String SERVICE = "skip.clock";

  private static final ExternalResource<Unit, Instant> PRESENT =
      ExternalResource.of(SERVICE, "present", Unit.class, Instant.class);

  private ClockResource() {}

  /** The resource with the one entry that has the present time. */
  public static ExternalResource<Unit, Instant> present() {
    return PRESENT;
  }

  /**
   * The contents that the resource has at a time.
   *
   * @param granularityMillis the milliseconds that the clock goes on by: at least 1
   * @return the one key with the last multiple of the granularity, counted from 1970
   */
  public static Map<Object, List<Object>> contentsAt(Instant time, long granularityMillis) {
    return Map.of(Unit.UNIT, List.of(rounded(time, granularityMillis)));
  }

  /** A time, rounded down to the milliseconds that the clock goes on by. */
  public static Instant rounded(Instant time, long granularityMillis) {
    return Instant.ofEpochMilli(
        Math.multiplyExact(
            Math.floorDiv(time.toEpochMilli(), granularityMillis), granularityMillis));
  }
}
