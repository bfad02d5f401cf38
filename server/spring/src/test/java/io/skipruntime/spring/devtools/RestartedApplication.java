package io.skipruntime.spring.devtools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * An application in a process of its own, whose classes are in a directory that devtools watch. Its
 * service has notes, and a resource that ends each of them with a sign that the source says.
 */
final class RestartedApplication implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 300;
  private static final String END = "the process has ended";
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  private static final String APPLICATION =
      """
      package restarted;

      @org.springframework.context.annotation.Configuration
      @org.springframework.boot.autoconfigure.EnableAutoConfiguration
      public class Application {
        public static void main(String[] arguments) {
          org.springframework.boot.SpringApplication.run(Application.class, arguments);
        }

        @org.springframework.context.annotation.Bean
        Notes notes() {
          return new Notes();
        }
      }
      """;

  /** Leaves out what the test is not about, so that a start takes little time. */
  private static final String FILTER =
      """
      package restarted;

      import org.springframework.boot.autoconfigure.*;

      public class Filter implements AutoConfigurationImportFilter {
        @Override
        public boolean[] match(String[] names, AutoConfigurationMetadata metadata) {
          boolean[] matches = new boolean[names.length];
          for (int i = 0; i < names.length; i++) {
            matches[i] =
                names[i] != null
                    && !names[i].matches(
                        ".*(security|actuate|jdbc|sql|jackson|webmvc|webflux|reactor|netty|micrometer"
                            + "|observation|health|transaction|persistence|http|aop|task).*");
          }
          return matches;
        }
      }
      """;

  private static final String NOTES =
      """
      package restarted;

      import io.skipruntime.*;

      public class Notes implements SkipService<Notes.Inputs, Notes.Inputs> {
        public record Note(String text) {}

        public record Inputs(EagerCollection<String, Note> INPUT) {}

        record Signed() implements Mapper<String, Note, String, String> {
          @Override
          public void mapEntry(String key, Values<Note> notes, Emitter<String, String> out) {
            out.emit(key, notes.getUnique().text() + "SIGN");
          }
        }

        @Override
        public Inputs createGraph(Inputs in, Context context) {
          return in;
        }

        @Override
        public Resources<Inputs> resources() {
          return Resources.<Inputs>empty()
              .and("signed", (in, context) -> in.INPUT().map(new Signed()));
        }
      }
      """;

  private final Path classes;
  private final Path sources;
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /**
   * Compiles and starts the application.
   *
   * @param directory for its files
   */
  RestartedApplication(Path directory, String... properties) throws IOException {
    this.classes = directory.resolve("restarted-classes");
    this.sources = directory.resolve("sources");
    Files.createDirectories(sources);
    Files.createDirectories(classes.resolve("META-INF"));
    Files.writeString(
        classes.resolve("META-INF/spring-devtools.properties"),
        "restart.exclude.others=^(?!.*/restarted-classes/).*$\n");
    Files.writeString(
        classes.resolve("META-INF/spring.factories"),
        "org.springframework.boot.autoconfigure.AutoConfigurationImportFilter=restarted.Filter\n");
    compile("notes", "!");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classes + java.io.File.pathSeparator + CLASS_PATH,
                "restarted.Application",
                "--server.port=0",
                "--spring.devtools.restart.poll-interval=200ms",
                "--spring.devtools.restart.quiet-period=100ms",
                "--spring.devtools.livereload.enabled=false"));
    command.addAll(List.of(properties));
    this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("the output cannot be read: " + e);
    }
    lines.add(END);
  }

  /** Compiles the service, with another name of its input or another sign. */
  void compile(String input, String sign) throws IOException {
    Path application = sources.resolve("Application.java");
    Path filter = sources.resolve("Filter.java");
    Path notes = sources.resolve("Notes.java");
    Files.writeString(application, APPLICATION);
    Files.writeString(filter, FILTER);
    Files.writeString(notes, NOTES.replace("INPUT", input).replace("SIGN", sign));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-parameters",
                "-cp",
                CLASS_PATH,
                "-d",
                classes.toString(),
                application.toString(),
                filter.toString(),
                notes.toString());
    if (status != 0) {
      throw new AssertionError("the sources are not compiled");
    }
  }

  /** Waits for a line of the output; its first group. */
  String await(String regex) {
    Pattern pattern = Pattern.compile(regex);
    List<String> seen = new ArrayList<>();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (System.nanoTime() < end && !seen.contains(END)) {
        Optional<String> line = Optional.ofNullable(lines.poll(1, TimeUnit.SECONDS));
        line.ifPresent(seen::add);
        Matcher matcher = pattern.matcher(line.orElse(""));
        if (matcher.find()) {
          return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError(regex + " did not come after\n" + String.join("\n", seen));
  }

  /** Ends the process as an operator would. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the application does not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .forEach(ProcessHandle::destroyForcibly);
    }
  }
}
