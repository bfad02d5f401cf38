package io.skipruntime.spring.mount;

import io.skipruntime.Principal;
import io.skipruntime.server.EmbeddedServer;
import io.skipruntime.server.host.Login;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * The handler of WebFlux that has a part of the protocol.
 *
 * @param door answers requests
 * @param place the place at which it is mounted
 * @param principals the meaning of users for the service
 * @param logins what proves users
 */
record FluxMount(
    EmbeddedServer.Door door, MountPath place, RequestPrincipals principals, Logins logins)
    implements WebHandler {

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    return exchange
        .getPrincipal()
        .flatMap(user -> exchange.getSession().map(session -> sender(user, session)))
        .defaultIfEmpty(Sender.UNKNOWN)
        .flatMap(
            sender -> new FluxExchange(door, head(exchange.getRequest(), sender), exchange).run());
  }

  /** The sender of a request. */
  private record Sender(Optional<Principal> principal, Login login) {

    private static final Sender UNKNOWN = new Sender(Optional.empty(), Login.LASTING);
  }

  private Sender sender(java.security.Principal user, WebSession session) {
    return new Sender(
        principals.of(user), logins.of(user, SessionProof.of(session).stream().toList()));
  }

  private MountedRequest.Head head(ServerHttpRequest request, Sender sender) {
    InetSocketAddress remote = request.getRemoteAddress();
    return new MountedRequest.Head(
        request.getMethod().name(),
        place.inside(request.getPath().pathWithinApplication().value()),
        request.getURI().getRawQuery(),
        headers(request),
        Optional.ofNullable(request.getURI().getHost()),
        remote == null || remote.getAddress() == null ? "" : remote.getAddress().getHostAddress(),
        sender.principal(),
        sender.login());
  }

  private static GivenHeaders headers(ServerHttpRequest request) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.getHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
    return new GivenHeaders(headers);
  }
}
