package io.skipruntime.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.Persistence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {

  record Words(EagerCollection<String, String> words) {}

  record All() implements Resource<Words> {
    @Override
    public EagerCollection<String, String> instantiate(Words in, Context context) {
      return in.words();
    }
  }

  static final class WordsService implements SkipService<Words, Words> {
    @Override
    public Resources<Words> resources() {
      return Resources.of("all", All.class);
    }

    @Override
    public Words createGraph(Words in, Context context) {
      return in;
    }
  }

  @TempDir private Path directory = Path.of("");

  private String data() {
    return directory.resolve("data").toString();
  }

  private long write(String... keys) {
    try (ServiceInstance service =
        ServiceInstance.start(
            new WordsService(),
            EngineOptions.defaults().withPersistence(Persistence.in(Path.of(data()))))) {
      for (String key : keys) {
        service.update("words", List.of(Entry.of(key, "the word " + key)));
      }
      return service.watermark().tick();
    }
  }

  private static String output(int status, String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(DataCommand.run(arguments)).isEqualTo(status);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void commands_workOnADirectory() {
    long tick = write("a", "b");
    assertThat(output(0, "inspect", data())).contains("collection words, 2 keys");
    assertThat(output(0, "verify", data())).isEmpty();
    String backup = directory.resolve("backup.zip").toString();
    output(0, "backup", data(), backup);
    String copy = directory.resolve("copy").toString();
    output(0, "restore", backup, copy);
    assertThat(output(0, "inspect", copy)).contains("tick       " + tick);
    assertThat(output(0, "repair", data(), "--cut-at", String.valueOf(tick - 1)))
        .contains("kept: everything up to commit " + (tick - 1));
    assertThat(output(0, "inspect", data())).contains("collection words, 1 keys");
  }

  @Test
  void outputThatCannotBeWritten_isAFailure() {
    write("ä");
    PrintStream before = System.out;
    for (List<String> command :
        List.of(List.of("inspect", data()), List.of("export", data(), "--input", "words"))) {
      System.setOut(new PrintStream(new FullDisk(), false, StandardCharsets.UTF_8));
      try {
        assertThat(DataCommand.run(command.toArray(String[]::new))).isEqualTo(1);
      } finally {
        System.setOut(before);
      }
    }
  }

  /** An output that takes nothing. */
  private static final class FullDisk extends OutputStream {
    @Override
    public void write(int each) throws IOException {
      throw new IOException("no space left on device");
    }
  }

  @Test
  void past_isPrinted() {
    long tick = write("a", "b");
    String printed =
        output(
            0,
            "at",
            data(),
            String.valueOf(tick - 1),
            "--service",
            WordsService.class.getName(),
            "--class-path",
            directory.toString(),
            "--resource",
            "all");
    assertThat(printed.strip()).isEqualTo("[\"a\",[\"the word a\"]]");
  }

  @Test
  void recomputation_needsTheService_andFindsNothing() {
    write("a", "b");
    String service = WordsService.class.getName();
    String[] recompute = {
      "verify", data(), "--recompute", "--service", service, "--class-path", directory.toString()
    };
    assertThat(output(0, recompute)).isEmpty();
    output(2, "verify", data(), "--recompute");
  }

  @Test
  void mistakes_haveAStatus() {
    output(1, "verify", directory.resolve("nowhere").toString());
    output(2, "verify");
    output(2);
  }
}
