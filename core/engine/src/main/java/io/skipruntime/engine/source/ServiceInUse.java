package io.skipruntime.engine.source;

import io.skipruntime.ExternalService;
import io.skipruntime.SkipException;

/**
 * An external service under the name that a definition gives it, until a reload replaces it. What
 * it delivers after that is refused, so that it does not come between the data of the one that has
 * its name. Thread-safe.
 *
 * <ul>
 *   <li>{@link #isReplaced} becomes true with the write lock held, so that a delivery sees it
 *       before it begins, or is over before.
 * </ul>
 */
final class ServiceInUse {

  private final ExternalService service;
  private volatile boolean isReplaced;

  /** A service that is not replaced. */
  ServiceInUse(ExternalService service) {
    this.service = service;
  }

  ExternalService service() {
    return service;
  }

  /** Whether another service has its name, or none has. */
  boolean isReplaced() {
    return isReplaced;
  }

  /** Notes that another service has its name, or none has. */
  void replaced() {
    isReplaced = true;
  }

  /**
   * Returns if the service is in use.
   *
   * @throws SkipException if it is replaced
   */
  void requireInUse() {
    if (isReplaced) {
      throw new SkipException(
          "a reload has replaced this external service: what it delivers is not taken any more");
    }
  }
}
