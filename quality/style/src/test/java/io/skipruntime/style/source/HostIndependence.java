package io.skipruntime.style.source;

import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.SourceCheck;
import io.skipruntime.style.project.Violation;
import java.util.List;
import java.util.Set;

/**
 * Keeps the types of Vert.x and of Netty's channels in the server's own listeners: routes, event
 * streams and limits know a request by the seam to the host only, so that an application's own web
 * server can be the host.
 */
public final class HostIndependence implements SourceCheck {

  private static final String SERVER = "server/http";
  private static final Set<String> LISTENERS =
      Set.of("io.skipruntime.server", "io.skipruntime.server.connection");
  private static final List<String> OF_THE_HOST =
      List.of("io.vertx.", "io.netty.buffer.", "io.netty.channel.", "io.netty.handler.");

  @Override
  public String rule() {
    return "of the server's packages only the listeners use Vert.x and Netty's channels";
  }

  @Override
  public List<Violation> violations(JavaSource source) {
    if (!source.isMain()
        || !source.module().equals(SERVER)
        || LISTENERS.contains(source.packageName())) {
      return List.of();
    }
    return source.imports().stream()
        .filter(name -> OF_THE_HOST.stream().anyMatch(name::startsWith))
        .map(name -> new Violation(source.path(), "uses " + name))
        .toList();
  }
}
