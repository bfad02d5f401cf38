package io.skipruntime.server.request;

import io.skipruntime.server.problem.RefusedException;
import io.vertx.core.http.HttpServerRequest;

/** Refuses requests before their route is looked for. Runs on event loops; must not block. */
@FunctionalInterface
public interface RequestCheck {

  /** Refuses nothing. */
  RequestCheck NONE = request -> {};

  /**
   * Returns if a request may go on.
   *
   * @throws RefusedException if not
   */
  void check(HttpServerRequest request);
}
