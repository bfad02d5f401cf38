package io.skipruntime.spring.mount;

import io.skipruntime.Principal;
import io.skipruntime.server.EmbeddedServer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * The handler of WebFlux that has a part of the protocol.
 *
 * @param door answers requests
 * @param place the place at which it is mounted
 * @param principals the meaning of users for the service
 */
record FluxMount(EmbeddedServer.Door door, MountPath place, RequestPrincipals principals)
    implements WebHandler {

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    return exchange
        .getPrincipal()
        .map(principals::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(principal ->
            new FluxExchange(door, head(exchange.getRequest(), principal), exchange).run());
  }

  private MountedRequest.Head head(ServerHttpRequest request, Optional<Principal> principal) {
    InetSocketAddress remote = request.getRemoteAddress();
    return new MountedRequest.Head(
        request.getMethod().name(),
        place.inside(request.getPath().pathWithinApplication().value()),
        request.getURI().getRawQuery(),
        headers(request),
        Optional.ofNullable(request.getURI().getHost()),
        remote == null || remote.getAddress() == null ? "" : remote.getAddress().getHostAddress(),
        principal);
  }

  private static GivenHeaders headers(ServerHttpRequest request) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.getHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
    return new GivenHeaders(headers);
  }
}
