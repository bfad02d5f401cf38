package io.skipruntime.server.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.engine.EngineOptions;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Filter;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationTest {

  /** What only a program sets, or what is several options of the table. */
  private static final Set<String> NOT_FOR_OPERATORS =
      Set.of(
          "engine",
          "limits",
          "security",
          "queries",
          "clock",
          "listeners",
          "openTelemetry",
          "sinks",
          "asyncRunner",
          "dataDirectory",
          "persistence",
          "commitOrder",
          "brokenListener",
          "verifyDeterminism",
          "interning",
          "compaction",
          "groupCommit",
          "parallelAfterMicros",
          "workBounds");

  @TempDir private Path directory = Path.of("");

  private String file(String... lines) throws IOException {
    return Files.write(directory.resolve("skip.properties"), List.of(lines)).toString();
  }

  private static ServerOptions read(Map<String, String> environment, String... arguments) {
    return Configuration.read(arguments, environment);
  }

  private static List<String> mistakes(Map<String, String> environment, String... arguments) {
    try {
      read(environment, arguments);
    } catch (UsageException e) {
      return String.valueOf(e.getMessage()).lines().toList();
    }
    throw new AssertionError("there are no mistakes");
  }

  @Test
  void file_isRead_andCommentsAreNot() throws Exception {
    String file =
        file(
            "# ports",
            "control-port = 1",
            "",
            "  heartbeat-seconds=0.5",
            "cors-origin = https://a.example, https://b.example",
            "resource-prefix = a=b # c");

    ServerOptions options = read(Map.of(), "--config", file);

    assertThat(options.controlPort()).isEqualTo(1);
    assertThat(options.heartbeatMillis()).isEqualTo(500);
    assertThat(options.corsOrigins())
        .containsExactlyInAnyOrder("https://a.example", "https://b.example");
    assertThat(options.resourcePrefix()).contains("a=b # c");
  }

  @Test
  void commandLine_comesBeforeTheEnvironment_beforeTheFile_beforeTheDefaults() throws Exception {
    String file = file("control-port = 1", "streaming-port = 1", "idle-seconds = 1");
    Map<String, String> environment =
        Map.of("SKIP_CONFIG", file, "SKIP_CONTROL_PORT", "2", "SKIP_STREAMING_PORT", "2");

    ServerOptions options = read(environment, "--control-port=3");

    assertThat(options.controlPort()).isEqualTo(3);
    assertThat(options.streamingPort()).isEqualTo(2);
    assertThat(options.engine().idleMillis()).isEqualTo(1000);
    assertThat(options.heartbeatMillis()).isEqualTo(ServerOptions.defaults().heartbeatMillis());
  }

  @Test
  void switch_isTakenBack_byTheCommandLine() {
    Map<String, String> environment = Map.of("SKIP_ALLOW_INSECURE_CONTROL", "true");

    assertThat(read(environment).allowInsecureControl()).isTrue();
    assertThat(read(environment, "--allow-insecure-control=false").allowInsecureControl())
        .isFalse();
    assertThat(read(Map.of(), "--allow-insecure-control").allowInsecureControl()).isTrue();
  }

  @Test
  void host_isForBothListeners_unlessOneHasItsOwn() {
    ServerOptions options = read(Map.of("SKIP_CONTROL_HOST", "localhost"), "--host", "0.0.0.0");

    assertThat(options.controlHost()).isEqualTo("localhost");
    assertThat(options.streamingHost()).isEqualTo("0.0.0.0");
  }

  @Test
  void variable_thatIsEmpty_saysNothing() {
    assertThat(read(Map.of("SKIP_RESOURCE_PREFIX", "", "SKIP_CONTROL_PORT", "")).controlPort())
        .isEqualTo(8081);
  }

  @Test
  void variable_thatIsAlmostAnOption_getsAWarning() {
    List<String> warnings = new ArrayList<>();
    Logger logger = Logger.getLogger(Configuration.class.getName());
    Filter keeping =
        line -> {
          warnings.add(new SimpleFormatter().formatMessage(line));
          return false;
        };
    logger.setFilter(keeping);
    try {
      read(Map.of("SKIP_CONTROL_PROT", "1", "SKIP_SERVICE_HOST_OF_SOMEBODY", "2"));
    } finally {
      logger.setFilter(null);
    }

    assertThat(warnings)
        .containsExactly(
            "the environment has SKIP_CONTROL_PROT, which is no option; SKIP_CONTROL_PORT is one");
  }

  @Test
  void allMistakes_areToldAtOnce_eachWithItsPlace() throws Exception {
    String file =
        file(
            "control-prot = 1",
            "heartbeat-seconds = often",
            "idle-seconds = 5",
            "idle-seconds = 6",
            "what is this",
            "config = other");

    List<String> mistakes =
        mistakes(
            Map.of("SKIP_STREAMING_PORT", "tcp://127.0.0.1:80"),
            "--config",
            file,
            "--control-port=70000",
            "--colour",
            "--resume-seconds=1",
            "--resume-seconds=2");

    assertThat(mistakes)
        .containsExactlyInAnyOrder(
            "--control-port: must be a whole number from 0 to 65535, not \"70000\"",
            "--colour: there is no such option; --help lists all",
            "--resume-seconds is given twice",
            "SKIP_STREAMING_PORT: streaming-port must be a whole number from 0 to 65535,"
                + " not \"tcp://127.0.0.1:80\"",
            file + ":1: control-prot: there is no such option; did you mean control-port?",
            file
                + ":2: heartbeat-seconds must be a number of seconds such as 30 or 0.5,"
                + " not \"often\"",
            file + ":4: idle-seconds is given twice, before in line 3",
            file + ":5: expected name = value, or # and a comment",
            file + ":6: a configuration file cannot name another one");
  }

  @Test
  void file_thatIsNotThere_orNotAText_isAMistake() throws Exception {
    Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xff});

    assertThat(mistakes(Map.of(), "--config=" + directory.resolve("none")))
        .singleElement()
        .asString()
        .endsWith("none: there is no such file");
    assertThat(mistakes(Map.of("SKIP_CONFIG", binary.toString())))
        .containsExactly("config " + binary + ": it is not a text in UTF-8");
  }

  @Test
  void summary_hasWhatIsNotAsUsual_andWhereItIsFrom() throws Exception {
    String file = file("idle-seconds = 5", "heartbeat-seconds = 30", "resume-seconds = 7");
    ServerOptions options =
        read(Map.of("SKIP_CONFIG", file, "SKIP_RESOURCE_PREFIX", "node-1"), "--host=localhost")
            .withWatermarkWaitMillis(1500);
    ServerOptions changed = options.withEngine(options.engine().withResumeMillis(9000));

    assertThat(Configuration.summary(changed))
        .containsExactly(
            "control-host = localhost (--host)",
            "streaming-host = localhost (--host)",
            "resource-prefix = node-1 (SKIP_RESOURCE_PREFIX)",
            "watermark-wait-seconds = 1.5 (the program)",
            "idle-seconds = 5 (" + file + ":1)",
            "resume-seconds = 9 (the program)");
    assertThat(Configuration.summary(ServerOptions.defaults())).isEmpty();
  }

  @Test
  void secret_isNotShown() {
    assertThat(OptionType.SECRET.shown("swordfish")).isEqualTo("(hidden)");
    assertThat(OptionType.SECRET.shown("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1000,1000", "64KiB,65536", "16 MiB,16777216", "2GiB,2147483648"})
  void size_isRead_andWrittenShort(String text, long bytes) {
    assertThat(OptionType.BYTES.reader().apply(text)).isEqualTo(bytes);
    assertThat(OptionType.BYTES.writer().apply(bytes)).isEqualTo(text.replace(" ", ""));
  }

  @Test
  void values_outOfRange_areRefused() {
    assertThatThrownBy(() -> OptionType.BYTES.reader().apply("9999999999GiB"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OptionType.COUNT.reader().apply("0"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OptionType.SECONDS.reader().apply("1e99"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbers_areInTheDigitsOfAscii() {
    for (String flag :
        List.of("--control-port=٩٠٠٠", "--idle-seconds=٣", "--max-body-bytes=٣MiB")) {
      assertThatThrownBy(() -> read(Map.of(), flag)).as(flag).isInstanceOf(UsageException.class);
    }
  }

  @Test
  void help_hasEachOption_withItsDefault() {
    assertThatThrownBy(() -> read(Map.of(), "--help", "--control-port=many"))
        .isInstanceOfSatisfying(
            UsageException.class,
            e -> {
              assertThat(e.isHelp()).isTrue();
              assertThat(e.usage()).contains("--config=FILE", "(default: 8081)", "SKIP_");
              ServerOptionTable.ALL.forEach(each -> assertThat(e.usage()).contains(each.flag()));
            });
  }

  @Test
  void text_thatIsShown_isReadAsTheSameValue() {
    ServerOptions defaults = ServerOptions.defaults();
    for (ServerOption<?> option : ServerOptionTable.ALL) {
      if (!option.type().isSecret()) {
        ServerOptions same = option.set(defaults, option.shown(defaults).toString());
        assertThat(option.isSame(same, defaults)).as(option.name()).isTrue();
      }
    }
  }

  @Test
  void whateverAProgramCanSet_anOperatorCanSet() {
    Set<String> names = new TreeSet<>();
    ServerOptionTable.ALL.forEach(each -> names.add(each.name()));
    List<String> lacking = new ArrayList<>();
    for (Class<?> options :
        List.of(ServerOptions.class, SecurityOptions.class, EngineOptions.class)) {
      for (Method method : options.getDeclaredMethods()) {
        boolean isGetter =
            Modifier.isPublic(method.getModifiers())
                && !Modifier.isStatic(method.getModifiers())
                && method.getParameterCount() == 0
                && method.getReturnType() != options
                && method.getReturnType() != void.class;
        if (isGetter && !NOT_FOR_OPERATORS.contains(method.getName())) {
          String name = optionName(method.getName());
          if (!names.contains(name) && !names.contains(name.replaceFirst("s$", ""))) {
            lacking.add(name);
          }
        }
      }
    }
    assertThat(lacking).isEmpty();
  }

  private static String optionName(String getter) {
    return getter
        .replaceFirst("Millis$", "Seconds")
        .replaceAll("([A-Z])", "-$1")
        .toLowerCase(Locale.ROOT);
  }

  @Test
  void file_withoutNewlineAtTheEnd_isReadWhole() throws Exception {
    Path file = directory.resolve("short");
    Files.write(file, "control-port=5".getBytes(StandardCharsets.UTF_8));

    assertThat(read(Map.of(), "--config", file.toString()).controlPort()).isEqualTo(5);
  }

  @Test
  void fileWithAByteOrderMark_isRead_andNothingOfAWrongOneIsShown() throws Exception {
    Path file = directory.resolve("marked.properties");
    Files.writeString(file, "\ufeffcontrol-port = 9000");
    assertThat(read(Map.of(), "--config", file.toString()).controlPort()).isEqualTo(9000);
    Files.writeString(file, "aHVudGVyMi1odW50ZXIy==\nhunter2\n# hunter2\u0007");
    assertThat(String.join("\n", mistakes(Map.of(), "--config", file.toString())))
        .contains(":3: the line has a control character")
        .doesNotContain("hunter2", "aHVudGVy");
    Files.writeString(file, "aHVudGVyMi1odW50ZXIy==\nhunter2");
    assertThat(String.join("\n", mistakes(Map.of(), "--config", file.toString())))
        .contains(":1: there is no option of the name", ":2: expected name = value")
        .doesNotContain("hunter2", "aHVudGVy");
  }
}
