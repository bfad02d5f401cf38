package io.skipruntime.server.host;

/**
 * The login of a request's user, as the host has found it out: what proves who sends the request,
 * such as a session or a token, and may end before a stream does.
 */
public interface Login {

  /** The login that lasts as long as the request, or of whose end the host does not know. */
  Login LASTING =
      new Login() {
        @Override
        public boolean holds() {
          return true;
        }

        @Override
        public EventLoop.Timer whenOver(EventLoop loop, Runnable step) {
          return EventLoop.Timer.NONE;
        }
      };

  /** Whether the login proves still who sends the request. May block; called by any thread. */
  boolean holds();

  /**
   * Runs a step on a loop, once, soon after the login does not hold any more.
   *
   * @return forgets the step; called when the answer has ended
   */
  EventLoop.Timer whenOver(EventLoop loop, Runnable step);
}
