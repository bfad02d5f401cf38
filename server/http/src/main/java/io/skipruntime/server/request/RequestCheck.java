package io.skipruntime.server.request;

import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.problem.RefusedException;

/**
 * A check that refuses requests before their route is looked for. Runs on event loops; must not
 * block.
 */
@FunctionalInterface
public interface RequestCheck {

  /** Refuses nothing. */
  RequestCheck NONE = request -> {};

  /**
   * Returns if a request may go on.
   *
   * @throws RefusedException if not
   */
  void check(ServerRequest request);
}
