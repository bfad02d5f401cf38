package io.skipruntime.tidy.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineInternalsTest {

  @TempDir private Path root = Path.of("");

  @Test
  void findsAnotherModuleThatUsesTheHeap_butNotTheEngineItself() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("core/engine", "server/http"),
            "core/engine/src/main/java/io/skipruntime/engine/heap/Heap.java",
            "package io.skipruntime.engine.heap; public class Heap {}",
            "core/engine/src/main/java/io/skipruntime/engine/Instance.java",
            """
            package io.skipruntime.engine;
            public class Instance { io.skipruntime.engine.heap.Heap heap; }
            """,
            "server/http/src/main/java/s/Good.java",
            "package s; class Good { io.skipruntime.engine.Instance instance; }",
            "server/http/src/main/java/s/Bad.java",
            "package s; class Bad { void run(io.skipruntime.engine.heap.Heap heap) {} }");
    assertThat(new EngineInternals().violations(project))
        .extracting(Violation::subject)
        .containsExactly("s.Bad");
  }
}
