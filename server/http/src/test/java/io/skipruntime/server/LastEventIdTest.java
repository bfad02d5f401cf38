package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.Watermark;
import io.skipruntime.journal.DataDirectory;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a client gets that comes back with the identifier of an event, after whatever happened
 * meanwhile: its contents are right in each case, and it begins again only where it has to.
 */
final class LastEventIdTest {

  /** How a stream begins. */
  private enum Begin {
    NOTHING,
    UPDATE,
    INIT
  }

  /** How a stream is asked for, and where the identifier stands. */
  enum Way {
    RESOURCE,
    OPENED,
    LISTED,
    LISTED_BY_HEADER
  }

  private record Inputs(EagerCollection<String, String> texts) {}

  private record OtherInputs(EagerCollection<Json, Json> texts) {}

  private record Longer(int length) implements Mapper<String, String, String, String> {
    @Override
    public void mapEntry(String key, Values<String> texts, Emitter<String, String> out) {
      if (texts.getUnique().length() > length) {
        out.emit(key, texts.getUnique());
      }
    }
  }

  private record LongTexts(int length) implements Resource<Inputs> {
    @Override
    public EagerCollection<String, String> instantiate(Inputs in, Context context) {
      return in.texts().map(new Longer(length));
    }
  }

  /** Texts that are longer than some length. */
  private record Texts(int length) implements SkipService<Inputs, Inputs> {
    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty()
          .and("all", (in, context) -> in.texts())
          .and("long", new LongTexts(length));
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }

    @Override
    public InitialData initialData() {
      return InitialData.empty();
    }
  }

  /** The same with other types. */
  private record Anything() implements SkipService<OtherInputs, OtherInputs> {
    @Override
    public Resources<OtherInputs> resources() {
      return Resources.<OtherInputs>empty()
          .and("all", (in, context) -> in.texts())
          .and("long", (in, context) -> in.texts());
    }

    @Override
    public OtherInputs createGraph(OtherInputs in, Context context) {
      return in;
    }
  }

  private static final String TEXTS =
      "[[\"a\",[\"1\"]],[\"b\",[\"22\"]],[\"c\",[\"333\"]],[\"d\",[\"333\"]],[\"e\",[\"333\"]]]";

  /** The contents that a client has of a resource, and the identifier of its last event. */
  private static final class Client {
    private final Way way;
    private final String resource;
    private final String uuid;
    private final SortedMap<Json, Json> contents = new TreeMap<>();
    private String id = "";

    Client(TestServer server, Way way, String resource) {
      this.way = way;
      this.resource = resource;
      this.uuid = way == Way.OPENED ? server.openStream(resource, "{}") : "";
      assertThat(comesBack(server)).isEqualTo(Begin.INIT);
    }

    private EventReader follow(TestServer server) {
      String header = id.isEmpty() ? "Accept: */*" : "Last-Event-ID: " + id;
      String list = "[{\"name\":\"s\",\"resource\":\"" + resource + "\"%s}]";
      return switch (way) {
        case RESOURCE -> server.follow("/v1/resources/" + resource, header);
        case OPENED -> server.follow("/v1/streams/" + uuid, header);
        case LISTED ->
            server.followAll(list.formatted(id.isEmpty() ? "" : ",\"id\":" + Json.of(id)));
        case LISTED_BY_HEADER -> server.followAll(list.formatted(""), header);
      };
    }

    /** Follows the stream until the client is current, and says how it began. */
    Begin comesBack(TestServer server) {
      Begin begin = Begin.NOTHING;
      try (EventReader events = follow(server)) {
        assertThat(events.status()).isEqualTo(200);
        for (List<String> block = events.anyBlock(); !isSign(block); block = events.anyBlock()) {
          assertThat(block).as("a stream that goes on").isNotEmpty();
          if (block.contains("event: init")) {
            contents.clear();
            begin = Begin.INIT;
          } else if (block.contains("event: update")) {
            begin = Begin.UPDATE;
          }
          block.forEach(this::take);
        }
      }
      Wait.until(() -> server.metric("skip_subscribers") == 0);
      assertThat(Json.array(entries()).toString())
          .isEqualTo(server.post("/v1/snapshot/" + resource, "{}").body());
      return begin;
    }

    private List<Json> entries() {
      List<Json> entries = new ArrayList<>();
      contents.forEach((key, values) -> entries.add(Json.array(key, values)));
      return entries;
    }

    private static boolean isSign(List<String> block) {
      return block.contains(": current") || block.contains("event: current");
    }

    private void take(String line) {
      if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("data: [")) {
        for (Json entry : Json.parse(line.substring("data: ".length())).asArray().elements()) {
          Json values = entry.asArray().get(1);
          if (values.asArray().size() == 0) {
            contents.remove(entry.asArray().get(0));
          } else {
            contents.put(entry.asArray().get(0), values);
          }
        }
      }
    }
  }

  @TempDir private Path directory = Path.of("");

  private TestServer persistent(SkipService<?, ?> service, String name) {
    Path data = directory.resolve(name);
    return new TestServer(service, ServerOptions.defaults().withDataDirectory(data.toString()));
  }

  private static TestServer withTexts(TestServer server) {
    server.patch("/v1/inputs/texts", TEXTS);
    return server;
  }

  private static void change(TestServer server) {
    server.patch("/v1/inputs/texts", "[[\"c\",[]],[\"f\",[\"4444\"]]]");
  }

  @ParameterizedTest
  @EnumSource
  void client_goesOn_inOneProcess(Way way) {
    try (TestServer server = withTexts(new TestServer(new Texts(1), ServerOptions.defaults()))) {
      for (String resource : List.of("all", "long")) {
        Client client = new Client(server, way, resource);
        assertThat(client.comesBack(server)).isEqualTo(Begin.NOTHING);
        change(server);
        assertThat(client.comesBack(server)).isEqualTo(Begin.UPDATE);
        assertThat(client.comesBack(server)).isEqualTo(Begin.NOTHING);
        server.patch("/v1/inputs/texts", TEXTS);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void client_goesOn_afterAReload_withOtherFunctionsOrTypes(Way way) {
    try (TestServer server = withTexts(new TestServer(new Texts(1), ServerOptions.defaults()))) {
      Client all = new Client(server, way, "all");
      Client longOnes = new Client(server, way, "long");
      server.server().instance().reload(new Texts(2));
      assertThat(all.comesBack(server)).isEqualTo(Begin.NOTHING);
      assertThat(longOnes.comesBack(server)).isIn(Begin.UPDATE, Begin.INIT);
      server.server().instance().reload(new Anything());
      assertThat(all.comesBack(server)).isIn(Begin.NOTHING, Begin.INIT);
      assertThat(longOnes.comesBack(server)).isIn(Begin.UPDATE, Begin.INIT);
      change(server);
      assertThat(all.comesBack(server)).isEqualTo(Begin.UPDATE);
      assertThat(longOnes.comesBack(server)).isEqualTo(Begin.UPDATE);
    }
  }

  /** A stream that ended with its connection before the stop begins again. */
  @ParameterizedTest
  @EnumSource
  void client_goesOn_afterARestart_whereTheDataIsKept(Way way) {
    Client all;
    Client longOnes;
    try (TestServer server = withTexts(persistent(new Texts(1), "data"))) {
      all = new Client(server, way, "all");
      longOnes = new Client(server, way, "long");
    }
    boolean isKept = way == Way.OPENED;
    Begin nothing = isKept ? Begin.NOTHING : Begin.INIT;
    Begin update = isKept ? Begin.UPDATE : Begin.INIT;
    try (TestServer server = persistent(new Texts(1), "data")) {
      assertThat(all.comesBack(server)).isEqualTo(nothing);
      assertThat(longOnes.comesBack(server)).isEqualTo(nothing);
      change(server);
    }
    try (TestServer server = persistent(new Texts(1), "data")) {
      assertThat(all.comesBack(server)).isEqualTo(update);
      assertThat(longOnes.comesBack(server)).isEqualTo(update);
    }
    try (TestServer server = persistent(new Texts(2), "data")) {
      assertThat(all.comesBack(server)).isEqualTo(nothing);
      assertThat(longOnes.comesBack(server)).isEqualTo(update);
    }
    try (TestServer server = persistent(new Anything(), "data")) {
      assertThat(all.comesBack(server)).isIn(Begin.NOTHING, Begin.INIT);
      assertThat(longOnes.comesBack(server)).isIn(Begin.UPDATE, Begin.INIT);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RESOURCE", "LISTED", "LISTED_BY_HEADER"})
  void client_beginsAgain_afterARestart_whereNothingIsKept_andAtAnotherService(Way way) {
    Client all;
    Client longOnes;
    try (TestServer server = withTexts(new TestServer(new Texts(1), ServerOptions.defaults()))) {
      all = new Client(server, way, "all");
      longOnes = new Client(server, way, "long");
      try (TestServer other = withTexts(new TestServer(new Texts(2), ServerOptions.defaults()))) {
        assertThat(all.comesBack(other)).isEqualTo(Begin.INIT);
        assertThat(all.comesBack(server)).isEqualTo(Begin.INIT);
      }
    }
    try (TestServer server = new TestServer(new Texts(1), ServerOptions.defaults())) {
      assertThat(all.comesBack(server)).isEqualTo(Begin.INIT);
      assertThat(longOnes.comesBack(server)).isEqualTo(Begin.INIT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void client_beginsAgain_whereTheDataIsThatOfABackup(Way way) throws IOException {
    Client client;
    Path backup = directory.resolve("backup.zip");
    try (TestServer server = withTexts(persistent(new Texts(1), "data"))) {
      client = new Client(server, way, "all");
      DataDirectory.at(directory.resolve("data")).backup(backup, line -> {});
      change(server);
      assertThat(client.comesBack(server)).isEqualTo(Begin.UPDATE);
    }
    DataDirectory.restore(backup, directory.resolve("copy"), line -> {});
    try (TestServer server = persistent(new Texts(1), "copy")) {
      server.patch("/v1/inputs/texts", "[[\"z\",[\"1\"]]]");
      assertThat(client.comesBack(server)).isEqualTo(Begin.INIT);
      assertThat(client.comesBack(server)).isEqualTo(Begin.NOTHING);
    }
  }

  @ParameterizedTest
  @EnumSource
  void idThatIsNone_orOfSomethingElse_beginsAgain(Way way) {
    try (TestServer server = withTexts(new TestServer(new Texts(1), ServerOptions.defaults()))) {
      Client client = new Client(server, way, "all");
      String id = client.id;
      Watermark now = server.server().instance().watermark();
      String fingerprint = id.substring(id.indexOf('.') + 1, id.indexOf('/'));
      for (String other :
          List.of(
              "0",
              "-1",
              "null",
              "/",
              "./",
              "/1",
              ".",
              now.toString(),
              id + "0",
              id + "/1",
              " / " + id + " ?",
              id.toUpperCase(Locale.ROOT) + "x",
              now.epoch() + "." + fingerprint + "/-1",
              now.epoch() + "." + fingerprint + "/+1",
              now.epoch() + "." + fingerprint + "/1e3",
              now.epoch() + "." + fingerprint + "/" + (now.tick() + 1),
              now.epoch() + "." + fingerprint + "/999999999999999999",
              now.epoch() + "." + fingerprint + "/9999999999999999999999999999",
              now.epoch() + ".." + fingerprint + "/" + now.tick(),
              "another." + fingerprint + "/" + now.tick(),
              new Client(server, way, "long").id,
              "x".repeat(4_000))) {
        client.id = other;
        assertThat(client.comesBack(server)).as(other).isEqualTo(Begin.INIT);
        assertThat(client.id).isEqualTo(id);
      }
      assertThat(client.comesBack(server)).isEqualTo(Begin.NOTHING);
    }
  }

  @Test
  void idOfTheBeginning_whichMayBeKnownNoMore_isNeverTakenForTheContents() {
    try (TestServer server = withTexts(new TestServer(new Texts(1), ServerOptions.defaults()))) {
      Client client = new Client(server, Way.RESOURCE, "all");
      client.id = client.id.substring(0, client.id.indexOf('/')) + "/0";
      client.contents.clear();
      assertThat(client.comesBack(server)).isIn(Begin.UPDATE, Begin.INIT);
    }
  }
}
