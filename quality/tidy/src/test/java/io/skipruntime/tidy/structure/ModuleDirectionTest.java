package io.skipruntime.tidy.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleDirectionTest {

  @TempDir private Path root = Path.of("");

  @Test
  void findsAUseAgainstTheDirection() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("core/engine", "clients/java", "core/json"),
            "core/engine/src/main/java/e/Engine.java",
            "package e; public class Engine {}",
            "clients/java/src/main/java/c/Client.java",
            "package c; class Client { e.Engine[] engines; }",
            "core/json/src/main/java/j/Json.java",
            "package j; class Json { void run() { new e.Engine(); } }");
    assertThat(new ModuleDirection().violations(project))
        .extracting(Violation::subject)
        .containsOnly("c.Client", "j.Json");
  }

  @Test
  void findsAnAdapterThatUsesTheEngine() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("core/engine", "connectors/poll"),
            "core/engine/src/main/java/e/Engine.java",
            "package e; public class Engine {}",
            "connectors/poll/src/main/java/a/Poll.java",
            "package a; class Poll extends e.Engine {}");
    assertThat(new ModuleDirection().violations(project))
        .extracting(Violation::subject)
        .containsOnly("a.Poll");
  }

  @Test
  void findsAModuleWithoutAPlace() throws IOException {
    assertThat(new ModuleDirection().violations(CompiledSample.project(root, List.of("something"))))
        .extracting(Violation::subject)
        .containsExactly("something");
  }

  @Test
  void acceptsUsesAlongTheDirection_andAnyOfAFreeModule() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("core/json", "core/engine", "testkit"),
            "core/json/src/main/java/j/Json.java",
            "package j; public class Json {}",
            "core/engine/src/main/java/e/Engine.java",
            "package e; public class Engine { j.Json json; }",
            "testkit/src/main/java/t/Kit.java",
            "package t; class Kit { j.Json json; e.Engine engine; }");
    assertThat(new ModuleDirection().violations(project)).isEmpty();
  }
}
