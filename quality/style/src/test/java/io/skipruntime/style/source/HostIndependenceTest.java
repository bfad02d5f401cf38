package io.skipruntime.style.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import org.junit.jupiter.api.Test;

class HostIndependenceTest {

  private static final String PATH = "server/http/src/main/java/io/skipruntime/server/";

  @Test
  void findsARouteThatUsesVertx_butNotAListener() {
    String text = "import io.vertx.core.Vertx; class A { Vertx vertx; }";
    String route = "package io.skipruntime.server.route; " + text;
    String listener = "package io.skipruntime.server.connection; " + text;
    assertThat(Sample.subjects(new HostIndependence(), PATH + "route/A.java", route))
        .containsExactly(PATH + "route/A.java");
    assertThat(Sample.subjects(new HostIndependence(), PATH + "connection/A.java", listener))
        .isEmpty();
  }

  @Test
  void acceptsNettysOwnThreads() {
    String text =
        "package io.skipruntime.server.thread; import io.netty.util.concurrent.EventExecutor;"
            + " class A { EventExecutor loop; }";
    assertThat(Sample.subjects(new HostIndependence(), PATH + "thread/A.java", text)).isEmpty();
  }
}
