package io.skipruntime.spring.mount;

import io.skipruntime.Principal;
import io.skipruntime.server.EmbeddedServer;
import io.skipruntime.server.host.ByteBudget;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.host.Login;
import io.skipruntime.server.host.QueuedResponse;
import io.skipruntime.server.host.RequestHeaders;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.host.ServerResponse;
import io.skipruntime.server.observe.Exchange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that the application's web server has taken, apart from its body and the way of its
 * answer. Used by its event loop only.
 */
abstract class MountedRequest implements ServerRequest, QueuedResponse.Outlet {

  /** About what web servers keep of a request beside its address: its headers, and its objects. */
  private static final int HEAD_BYTES = 2 << 10;

  private final Head head;
  private final QueuedResponse response;

  /**
   * The head of a request, as it was when the request arrived.
   *
   * @param method the method
   * @param path the path of the protocol, percent-encoded
   * @param query what follows the question mark; null if there is none
   * @param headers the headers
   * @param host the host that was addressed, without a port, if any
   * @param remoteAddress the client's address, empty if it is not known
   * @param principal the user whom the application knows to be the sender, if it does
   * @param login the login of that user
   */
  record Head(
      String method,
      String path,
      @Nullable String query,
      RequestHeaders headers,
      Optional<String> host,
      String remoteAddress,
      Optional<Principal> principal,
      Login login) {}

  MountedRequest(EmbeddedServer.Door door, Head head) {
    this.head = head;
    this.response = door.answerTo(head.method, head.remoteAddress, head.headers, this);
  }

  @Override
  public final String method() {
    return head.method;
  }

  @Override
  public final String path() {
    return head.path;
  }

  @Override
  public final @Nullable String query() {
    return head.query;
  }

  @Override
  public final RequestHeaders headers() {
    return head.headers;
  }

  @Override
  public final Optional<String> host() {
    return head.host;
  }

  @Override
  public final Optional<Principal> principal() {
    return head.principal;
  }

  @Override
  public final Login login() {
    return head.login;
  }

  @Override
  public final EventLoop loop() {
    return response.loop();
  }

  @Override
  public final Exchange exchange() {
    return response.exchange();
  }

  @Override
  public final ServerResponse response() {
    return response;
  }

  /** The same, as the way to the socket tells it what was taken. */
  final QueuedResponse queued() {
    return response;
  }

  @Override
  public final long heldBytes() {
    String query = head.query;
    return (long) HEAD_BYTES + head.path.length() + (query == null ? 0 : query.length());
  }

  @Override
  public final ByteBudget answerBudget() {
    return response.budget();
  }
}
