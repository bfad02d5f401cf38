package io.skipruntime.engine.source;

import io.skipruntime.AsyncResource;
import io.skipruntime.ClockResource;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.WiringException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The external services that sources come from: those that the program names, and the two that the
 * engine has itself, for the time and for async calls. For the holder of the write lock, except for
 * {@link #shutDown}.
 */
final class ExternalServices {

  private final ExternalService clock;
  private final ExternalService asyncCalls;
  private Map<String, ExternalService> named = Map.of();

  /**
   * The services of a program that names none.
   *
   * @param clock delivers the time
   * @param asyncCalls delivers the outcomes of async functions
   */
  ExternalServices(ExternalService clock, ExternalService asyncCalls) {
    this.clock = clock;
    this.asyncCalls = asyncCalls;
  }

  /** Says which services there are by name, from now on. */
  void define(Map<String, ExternalService> services) {
    named = Map.copyOf(services);
  }

  /** Whether the program names none. */
  boolean areNone() {
    return named.isEmpty();
  }

  /**
   * The service that has a resource.
   *
   * @throws WiringException if there is none
   */
  ExternalService of(ExternalResource<?, ?> resource) {
    return switch (resource.service()) {
      case ClockResource.SERVICE -> clock;
      case AsyncResource.SERVICE -> asyncCalls;
      default -> named(resource.service());
    };
  }

  /**
   * The service that the program gives a name.
   *
   * @throws WiringException if there is none
   */
  ExternalService named(String name) {
    ExternalService service = named.get(name);
    if (service == null) {
      throw new WiringException(
          List.of(
              "there is no external service "
                  + name
                  + "; externalServices() has "
                  + named.keySet()));
    }
    return service;
  }

  /**
   * Shuts down those that have names, without the write lock: a service may wait for threads of its
   * own, and these for the lock to deliver their last data. A service that does not return is left
   * behind.
   *
   * @param waitMillis how long to wait for all of them
   */
  void shutDown(long waitMillis) {
    if (named.isEmpty()) {
      return;
    }
    Thread shutdown =
        Thread.ofPlatform()
            .daemon()
            .name("skip-source-shutdown")
            .start(() -> named.forEach(ExternalServices::shutDown));
    try {
      if (!shutdown.join(Duration.ofMillis(waitMillis))) {
        System.getLogger(ExternalServices.class.getName())
            .log(
                System.Logger.Level.WARNING,
                "an external service does not shut down within {0} ms, and is left behind; it is at"
                    + " {1}",
                waitMillis,
                Arrays.toString(shutdown.getStackTrace()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void shutDown(String name, ExternalService service) {
    try {
      service.shutdown();
    } catch (RuntimeException e) {
      System.getLogger(ExternalServices.class.getName())
          .log(System.Logger.Level.WARNING, "the external service " + name + " failed to end", e);
    }
  }
}
