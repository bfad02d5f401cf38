package io.skipruntime.oracle;

import io.skipruntime.SkipException;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.Footprint;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.testkit.comparison.Difference;

/**
 * The things that a service has left when everything that was opened is closed: no more than a
 * service that starts with the same inputs and external data.
 */
final class Leftovers {

  private Leftovers() {}

  /**
   * Compares a service with one that is started now.
   *
   * @param service has nothing open
   * @param same the service that it runs, starting with the inputs that it has now
   * @param options those of the service
   * @throws Difference if they hold different amounts of anything
   */
  static void check(ServiceInstance service, ProgramService same, EngineOptions options) {
    Footprint left = service.footprint().withoutHistory();
    Footprint expected;
    try (ServiceInstance fresh = ServiceInstance.start(same, options)) {
      fresh.collectIdle();
      expected = fresh.footprint().withoutHistory();
    } catch (SkipException e) {
      throw new Difference("a service with the same inputs does not start", e);
    }
    if (!left.equals(expected)) {
      throw new Difference("left is\n  " + left + "\na service that starts has\n  " + expected);
    }
  }
}
