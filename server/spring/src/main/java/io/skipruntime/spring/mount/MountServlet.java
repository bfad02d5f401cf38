package io.skipruntime.spring.mount;

import io.skipruntime.server.EmbeddedServer;
import io.skipruntime.server.host.Login;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The servlet that has a part of the protocol. */
final class MountServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");

  private final transient EmbeddedServer.Door door;
  private final transient MountPath place;
  private final transient RequestPrincipals principals;
  private final transient Logins logins;

  MountServlet(
      EmbeddedServer.Door door, MountPath place, RequestPrincipals principals, Logins logins) {
    this.door = door;
    this.place = place;
    this.principals = principals;
    this.logins = logins;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    MountedRequest.Head head = head(request);
    AsyncContext async = request.startAsync(request, response);
    Runnable cutOff =
        request.getAttribute(CutOffValve.ATTRIBUTE) instanceof Runnable byContainer
            ? byContainer
            : async::complete;
    new ServletExchange(door, head, async, mayHaveBody(request), cutOff).start();
  }

  private static boolean mayHaveBody(HttpServletRequest request) {
    return !WITHOUT_BODY.contains(request.getMethod())
        || request.getContentLengthLong() > 0
        || request.getHeader("Transfer-Encoding") != null;
  }

  private MountedRequest.Head head(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    Optional<java.security.Principal> user = Optional.ofNullable(request.getUserPrincipal());
    return new MountedRequest.Head(
        request.getMethod(),
        place.inside(path),
        request.getQueryString(),
        headers(request),
        Optional.ofNullable(request.getServerName()),
        Optional.ofNullable(request.getRemoteAddr()).orElse(""),
        user.flatMap(principals::of),
        user.map(each -> login(each, request)).orElse(Login.LASTING));
  }

  private Login login(java.security.Principal user, HttpServletRequest request) {
    return logins.of(user, SessionProof.of(request.getSession(false)).stream().toList());
  }

  private static GivenHeaders headers(HttpServletRequest request) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name, Collections.list(request.getHeaders(name)));
    }
    return new GivenHeaders(headers);
  }
}
