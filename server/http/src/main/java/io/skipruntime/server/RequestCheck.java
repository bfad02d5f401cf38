package io.skipruntime.server;

import io.vertx.core.http.HttpServerRequest;

/** Refuses requests before their route is looked for. Runs on event loops; must not block. */
@FunctionalInterface
interface RequestCheck {

  /** Refuses nothing. */
  RequestCheck NONE = request -> {};

  /**
   * Returns if a request may go on.
   *
   * @throws RefusedException if not
   */
  void check(HttpServerRequest request);
}
