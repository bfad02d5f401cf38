package io.skipruntime.language.typescript;

import io.skipruntime.SkipException;
import io.skipruntime.workers.WorkerLanguage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * TypeScript and JavaScript, run by Node 20 or newer. The modules that begin a worker are unpacked
 * into a directory of the process's own, which is deleted at its end.
 */
public final class TypeScript implements WorkerLanguage {

  private static final int OLDEST_NODE = 20;
  private static final List<String> MODULES =
      List.of(
          "channels.mjs",
          "classes.mjs",
          "collections.mjs",
          "commands.mjs",
          "core.mjs",
          "engine.mjs",
          "errors.mjs",
          "failures.mjs",
          "helpers.mjs",
          "hooks.mjs",
          "index.mjs",
          "instance.mjs",
          "json.mjs",
          "mirrors.mjs",
          "native.mjs",
          "register.mjs",
          "server.mjs",
          "started.mjs",
          "statements.mjs",
          "testing.mjs",
          "transformation.mjs",
          "transformer.mjs",
          "turns.mjs",
          "types.mjs",
          "worker.mjs");

  /** What transforms TypeScript where Node itself does not; it is there if the build had npm. */
  private static final List<String> TRANSFORMER =
      List.of("amaro/errors.js", "amaro/index.js", "amaro/internal.js", "amaro/package.json");

  /** A directory for what was transformed, from which processes that are started again take it. */
  private static final String TRANSFORMED = "transformed";

  private static final Path UNPACKED = unpacked();

  /** The language. */
  public TypeScript() {}

  @Override
  public String name() {
    return "TypeScript";
  }

  @Override
  public List<String> endings() {
    return List.of(".ts", ".mts", ".mjs", ".js");
  }

  @Override
  public List<String> command(Path program, boolean inspects) {
    String version = nodeVersion();
    if (Integer.parseInt(version.split("\\.", 2)[0]) < OLDEST_NODE) {
      throw new SkipException("Node " + OLDEST_NODE + " or newer is needed, not " + version);
    }
    List<String> command = new ArrayList<>(List.of("node", "--enable-source-maps"));
    if (inspects) {
      command.add("--inspect");
    }
    command.add("--import");
    command.add(UNPACKED.resolve("register.mjs").toUri().toString());
    command.add(program.toAbsolutePath().toString());
    return command;
  }

  @Override
  public String smallProgram() {
    return """
    import { runService } from "@skipruntime/server";

    class Twice {
      mapEntry(key, values) { return [[key, 2 * values.getUnique()]]; }
    }
    class Doubled {
      instantiate(shared) { return shared.doubled; }
    }
    await runService({
      initialData: { numbers: [[1, [1]]] },
      resources: { doubled: Doubled },
      createGraph: ({ numbers }) => ({ doubled: numbers.map(Twice) }),
    });
    """;
  }

  /**
   * The version of the Node that is on the path.
   *
   * @throws SkipException if there is none
   */
  static String nodeVersion() {
    try {
      Process node = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
      String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      if (node.waitFor() == 0 && said.startsWith("v")) {
        return said.substring(1);
      }
    } catch (IOException e) {
      // said below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SkipException(
        "node is needed to run TypeScript; for example: apt install nodejs, of version "
            + OLDEST_NODE
            + " or newer");
  }

  private static Path unpacked() {
    try {
      Path directory = Files.createTempDirectory("skip-typescript");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      Files.createDirectory(directory.resolve("amaro"));
      Files.createDirectory(directory.resolve(TRANSFORMED));
      for (String module : MODULES) {
        if (!unpack(module, directory)) {
          throw new IllegalStateException("the jar lacks " + module);
        }
      }
      TRANSFORMER.forEach(module -> unpack(module, directory));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("the modules of a worker cannot be unpacked", e);
    }
  }

  private static boolean unpack(String module, Path directory) {
    try (InputStream packed = TypeScript.class.getResourceAsStream(module)) {
      if (packed == null) {
        return false;
      }
      Files.copy(packed, directory.resolve(module));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("the module " + module + " cannot be unpacked", e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      System.getLogger(TypeScript.class.getName())
          .log(System.Logger.Level.DEBUG, "a directory could not be deleted", e);
    }
  }
}
