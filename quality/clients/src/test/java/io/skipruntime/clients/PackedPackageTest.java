package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.clients.NpmPackage.Result;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code npm pack} makes is what others can install. */
class PackedPackageTest {

  @TempDir private Path project = Path.of("");

  @BeforeEach
  void pack() throws Exception {
    NpmPackage.require();
    Result packed =
        NpmPackage.run(
            NpmPackage.DIRECTORY,
            "npm",
            "pack",
            "--ignore-scripts",
            "--silent",
            "--pack-destination",
            project.toString());
    assertThat(packed.succeeded()).as(packed.output()).isTrue();
  }

  private Path installed() throws Exception {
    Path modules = Files.createDirectories(project.resolve("node_modules/@skipruntime-jvm/client"));
    Path packed;
    try (var files = Files.list(project)) {
      packed = files.filter(file -> file.toString().endsWith(".tgz")).findFirst().orElseThrow();
    }
    Result unpacked =
        NpmPackage.run(
            project,
            "tar",
            "-xzf",
            packed.toString(),
            "--strip-components=1",
            "-C",
            modules.toString());
    assertThat(unpacked.succeeded()).as(unpacked.output()).isTrue();
    return modules;
  }

  @Test
  void package_hasWhatIsBuilt_andItsLicense_butNoSourcesAndNoDependencies() throws Exception {
    Path modules = installed();
    assertThat(modules.resolve("LICENSE")).exists();
    assertThat(modules.resolve("README.md")).exists();
    assertThat(modules.resolve("dist/index.d.ts")).exists();
    assertThat(modules.resolve("src")).doesNotExist();
    assertThat(modules.resolve("dist-test")).doesNotExist();
    JsonObject description =
        Json.parse(Files.readAllBytes(modules.resolve("package.json"))).asObject();
    assertThat(description.find("dependencies")).isEmpty();
    assertThat(description.get("license").asString()).isEqualTo("MIT");
  }

  @Test
  void package_isImported_withoutReact() throws Exception {
    installed();
    Files.writeString(
        project.resolve("use.mjs"),
        """
        import { SkipClient, SkipError, Contents } from "@skipruntime-jvm/client";
        console.log(typeof SkipClient, typeof SkipError, Contents.of([[2, [1]], [1n, [0]]]).size);
        """);
    Result used = NpmPackage.run(project, "node", "use.mjs");
    assertThat(used.output()).isEqualTo("function function 2\n");
  }

  @Test
  void types_areThoseOfTheService_whereTheyAreGiven() throws Exception {
    installed();
    Files.copy(
        NpmPackage.DIRECTORY.resolve("test/groups-service.ts"),
        project.resolve("groups-service.ts"));
    Files.writeString(project.resolve("package.json"), "{\"type\": \"module\"}");
    assertThat(compile("await client.follow(\"users\").ready()").output()).isEmpty();
    assertThat(compile("client.follow(\"active_friends\")").output()).contains("error TS2554");
    assertThat(compile("client.follow(\"none\", 1)").output()).contains("error TS2345");
    assertThat(compile("await client.lookup(\"users\", \"Bob\")").output())
        .contains("error TS2345");
    assertThat(compile("(await client.snapshot(\"users\")).getUnique(0)!.age").output())
        .contains("error TS2339");
  }

  private Result compile(String use) throws IOException, InterruptedException {
    Files.writeString(
        project.resolve("use.ts"),
        """
        import { SkipClient } from "@skipruntime-jvm/client";
        import type { GroupsService } from "./groups-service.js";
        const client = new SkipClient<GroupsService>({ streaming: "", control: "" });
        %s;
        export {};
        """
            .formatted(use));
    return NpmPackage.compile(
        project,
        List.of(
            "--noEmit",
            "--strict",
            "--target",
            "es2022",
            "--module",
            "nodenext",
            "--skipLibCheck",
            "false",
            "use.ts"));
  }
}
