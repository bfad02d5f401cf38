package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.SkipException;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.reload.ServiceWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles a service, runs and watches it, and compiles other versions of it. */
class WatchTest {

  private static final String SHOP =
      """
      package watched;

      import io.skipruntime.*;

      public final class Shop implements SkipService<Shop.Inputs, Shop.Shared> {
        record Item(String name, long price) {
          private String shown() { return name; }
        }
        record Inputs(EagerCollection<Long, Item> items) {}
        record Shared(EagerCollection<Long, Long> prices, EagerCollection<Long, String> labels) {}

        private record Price(long factor) implements Mapper<Long, Item, Long, Long> {
          public void mapEntry(Long key, Values<Item> items, Emitter<Long, Long> out) {
            out.emit(key, items.getUnique().price() * factor);
          }
        }
        private record Label(String mark) implements Mapper<Long, Item, Long, String> {
          public void mapEntry(Long key, Values<Item> items, Emitter<Long, String> out) {
            String name = items.getUnique().name();
            out.emit(key, name.equals("pear") ? Words.pear(mark) : name);
          }
        }

        private static final String MARK = "!";

        public InitialData initialData() {
          return InitialData.of("items",
              Entry.of(1L, new Item("apple", 3)), Entry.of(2L, new Item("pear", 4)));
        }
        public Resources<Shared> resources() {
          return Resources.<Shared>empty()
              .and("prices", (shared, context) -> shared.prices())
              .and("labels", (shared, context) -> shared.labels());
        }
        public Shared createGraph(Inputs in, Context context) {
          return new Shared(
              in.items().map(new Price(2)), in.items().map(new Label(MARK)));
        }
      }
      """;

  private static final String WORDS =
      """
      package watched;

      final class Words {
        private Words() {}

        static String pear(String mark) { return "pear" + mark; }
      }
      """;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<EngineEvent> events = new CopyOnWriteArrayList<>();
  @TempDir Path directory;
  private ServiceWatcher watcher;
  private SkipServer server;

  @BeforeEach
  void start() throws IOException {
    compile("Words", WORDS);
    compile("Shop", SHOP);
    watcher = ServiceWatcher.of("watched.Shop", List.of(classes()), lines::add);
    EngineOptions engine = EngineOptions.defaults().withListener(events::add);
    server =
        SkipServer.start(
            watcher.service(), ServerOptions.defaults().withPorts(0, 0).withEngine(engine));
    watcher.start(server.instance());
  }

  @AfterEach
  void close() {
    watcher.close();
    server.close();
  }

  private Path classes() {
    return directory.resolve("classes");
  }

  private void compile(String name, String source) throws IOException {
    Path file = directory.resolve("src/watched/" + name + ".java");
    Files.createDirectories(file.getParent());
    Files.createDirectories(classes());
    Files.writeString(file, source);
    String path = System.getProperty("java.class.path") + System.getProperty("path.separator");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                path + classes(),
                "-d",
                classes().toString(),
                file.toString());
    assertThat(status).isZero();
  }

  private String line() throws InterruptedException {
    String line = lines.poll(20, TimeUnit.SECONDS);
    assertThat(line).as("what the watcher says").isNotNull();
    return line;
  }

  private EventReader follow(String resource) {
    EventReader stream =
        new EventReader(server.streamingPort(), "/v1/resources/" + resource + "?params=null");
    assertThat(stream.next().name()).isEqualTo("init");
    return stream;
  }

  private void write(long key, String json) {
    server
        .instance()
        .update("items", List.of(new Entry<>(Json.of(key), List.of(Json.parse(json)))));
  }

  private boolean ran(String node) {
    return events.stream()
        .anyMatch(event -> event instanceof EngineEvent.FunctionRan run && run.node().equals(node));
  }

  @Test
  void changedMapper_isReloaded_andItsStreamToldWhatIsDifferent_whileOthersAreKept()
      throws Exception {
    write(3, "{\"name\":\"plum\",\"price\":5}");
    try (EventReader labels = follow("labels");
        EventReader prices = follow("prices")) {
      events.clear();
      compile("Words", WORDS.replace("\"pear\"", "\"PEAR\""));

      EventReader.Event update = labels.next();
      assertThat(update.name()).isEqualTo("update");
      assertThat(update.data()).isEqualTo("[[2,[\"PEAR!\"]]]");
      assertThat(line())
          .startsWith("reloaded: 1 class changed (Words); 2 collections kept, 1 computed anew")
          .contains("items.map(Label)");
      assertThat(ran("items.map(Label)")).isTrue();
      assertThat(ran("items.map(Price)")).isFalse();

      write(3, "{\"name\":\"quince\",\"price\":5}");
      assertThat(labels.next().data()).isEqualTo("[[3,[\"quince\"]]]");
      write(3, "{\"name\":\"quince\",\"price\":6}");
      assertThat(prices.next().data()).isEqualTo("[[3,[12]]]");
    }
  }

  @Test
  void changedRecordInTheServicesFile_leavesTheOtherRecordsAlone() throws Exception {
    try (EventReader prices = follow("prices")) {
      events.clear();
      compile("Shop", SHOP.replace("price() * factor", "price() * factor + 1"));
      assertThat(prices.next().data()).isEqualTo("[[1,[7]],[2,[9]]]");
      assertThat(line()).contains("changed (Price)");
      assertThat(ran("items.map(Label)")).isFalse();
      compile("Shop", SHOP.replace("new Price(2)", "new Price(10)"));
      assertThat(prices.next().data()).isEqualTo("[[1,[30]],[2,[40]]]");
      line();
      assertThat(ran("items.map(Label)")).isFalse();
    }
  }

  @Test
  void changedValueClass_keepsTheData() throws Exception {
    write(1, "{\"name\":\"melon\",\"price\":9}");
    try (EventReader labels = follow("labels");
        EventReader prices = follow("prices")) {
      String colourful =
          SHOP.replace("long price)", "long price, java.util.Optional<String> colour)")
              .replace(", 3)", ", 3, java.util.Optional.empty())")
              .replace(", 4)", ", 4, java.util.Optional.empty())")
              .replace("* factor", "* factor + 1");
      compile("Shop", colourful);
      assertThat(prices.next().data()).isEqualTo("[[1,[19]],[2,[9]]]");
      line();
      write(2, "{\"name\":\"lime\",\"price\":1,\"colour\":\"green\"}");
      assertThat(labels.next().data()).isEqualTo("[[2,[\"lime\"]]]");
    }
  }

  @Test
  void codeThatFails_leavesAllAsItWas_andIsSaidInALine() throws Exception {
    try (EventReader prices = follow("prices")) {
      compile("Shop", SHOP.replace("price() * factor", "price() / (factor - 2)"));
      assertThat(line())
          .startsWith("not reloaded, the code from before goes on: ")
          .contains("items.map(Price)", "/ by zero");
      compile(
          "Shop",
          SHOP.replace("String name, long price", "String name, long price, int size")
              .replace(", 3)", ", 3, 1)")
              .replace(", 4)", ", 4, 1)"));
      assertThat(line()).contains("value of key 1, /size: missing");
      write(1, "{\"name\":\"apple\",\"price\":5}");
      assertThat(prices.next().data()).isEqualTo("[[1,[10]]]");
      Files.write(classes().resolve("watched/Shop.class"), new byte[] {1, 2, 3});
      assertThat(line()).startsWith("not reloaded");
      compile("Shop", SHOP.replace("price() * factor", "price() * factor + 1"));
      assertThat(prices.next().data()).isEqualTo("[[1,[11]],[2,[9]]]");
    }
  }

  @Test
  void privateMethodsOfANestedClass_mayBeCalledFromOutside() throws Exception {
    try (EventReader labels = follow("labels")) {
      compile(
          "Shop",
          SHOP.replace(
              "String name = items.getUnique().name();",
              "String name = items.getUnique().shown() + 1;"));
      assertThat(labels.next().data()).isEqualTo("[[1,[\"apple1\"]],[2,[\"pear1\"]]]");
      compile(
          "Shop",
          SHOP.replace(
              "String name = items.getUnique().name();",
              "String name = items.getUnique().shown() + 2;"));
      assertThat(labels.next().data()).isEqualTo("[[1,[\"apple2\"]],[2,[\"pear2\"]]]");
    }
  }

  @Test
  void classThatIsNotInADirectory_cannotBeWatched() {
    assertThatThrownBy(() -> ServiceWatcher.of("java.lang.String", List.of(classes()), lines::add))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("it is in none of the directories");
  }
}
