package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.SkipService;
import io.skipruntime.clients.NpmPackage.Result;
import io.skipruntime.examples.conformance.ConformanceService;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.examples.sheet.SheetService;
import io.skipruntime.examples.sum.SumService;
import io.skipruntime.typescript.TypeScript;
import io.skipruntime.typescript.TypeScript.LongNumbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated types are TypeScript, and fit the client. */
class GeneratedTypesTest {

  @TempDir private Path project = Path.of("");

  @Test
  void typesOfTheExamples_compile_andAreTakenByTheClient() throws Exception {
    NpmPackage.require();
    Path modules = Files.createDirectories(project.resolve("node_modules/@skipruntime-jvm"));
    Files.createSymbolicLink(
        modules.resolve("client"), NpmPackage.DIRECTORY.toAbsolutePath().normalize());
    List<String> arguments =
        new ArrayList<>(
            List.of("--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"));
    List<SkipService<?, ?>> services =
        List.of(
            new GroupsService(),
            new SumService(),
            new SheetService(),
            new ConformanceService(),
            new CatalogueService());
    for (SkipService<?, ?> service : services) {
      for (LongNumbers longs : LongNumbers.values()) {
        String name = service.getClass().getSimpleName();
        String file = name + "-" + longs + ".ts";
        String use =
            """
            import { SkipClient } from "@skipruntime-jvm/client";
            export const client = new SkipClient<%s>({ streaming: "" });
            """
                .formatted(name);
        Files.writeString(project.resolve(file), use + TypeScript.of(service, longs));
        arguments.add(file);
      }
    }
    Result compiled = NpmPackage.compile(project, arguments);
    assertThat(compiled.succeeded()).as(compiled.output()).isTrue();
  }

  @Test
  void typesThatTheClientIsTestedWith_areThoseOfTheService() throws Exception {
    assertThat(NpmPackage.DIRECTORY.resolve("test/groups-service.ts"))
        .as("after a change: ./skip types groups > clients/js/test/groups-service.ts")
        .hasContent(TypeScript.of(new GroupsService(), LongNumbers.NUMBER));
  }
}
