package io.skipruntime.server.host;

import io.skipruntime.Principal;
import io.skipruntime.server.observe.Exchange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request, as the host has it that took it. Used by the request's loop only.
 *
 * <p>A host hands over each request on its {@link #loop} when the head is complete, and does not
 * read the body before it is asked for that.
 */
public interface ServerRequest {

  /** The method, as it was sent. */
  String method();

  /** The path from where the protocol is mounted, percent-encoded as it was sent: {@code /v1/…}. */
  String path();

  /** What follows the question mark, as it was sent; null if there is no question mark. */
  @Nullable String query();

  /** The headers. */
  RequestHeaders headers();

  /**
   * The host that the client has addressed, without a port; empty if it has named none, or what is
   * none.
   */
  Optional<String> host();

  /**
   * The user whom the host has found out to be the sender; empty if the host knows of none, or
   * leaves that to the protocol.
   */
  default Optional<Principal> principal() {
    return Optional.empty();
  }

  /** The login of the {@link #principal}. */
  default Login login() {
    return Login.LASTING;
  }

  /** The loop that the request belongs to. */
  EventLoop loop();

  /** What is seen of the request. */
  Exchange exchange();

  /** The answer. */
  ServerResponse response();

  /**
   * About how many bytes of memory the request holds until it is answered: its path, query and
   * headers, and the objects that stand for it and its stream. May be called by any thread.
   */
  long heldBytes();

  /** The bytes that answers on the request's connection may hold together. */
  ByteBudget answerBudget();

  /** Reads the body; if the client waits to be asked for it, asks it. Called once at most. */
  void receive(BodyTaker taker);

  /**
   * Ignores what is still to come of the body. Where the connection cannot be used after that, it
   * ends with the answer.
   */
  void ignoreBody();
}
