package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.server.EventReader.Event;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several streams on one connection. */
final class SeveralStreamsTest {

  private static final String TEXTS = "{\"name\":\"t\",\"resource\":\"texts\"%s}";
  private static final String BOB =
      "{\"name\":\"b\",\"resource\":\"active_friends\",\"params\":0%s}";

  private static String list(String... streams) {
    return "[" + String.join(",", streams) + "]";
  }

  private static String id(String name, Map<String, String> ids) {
    return ",\"id\":\"" + ids.get(name) + "\"";
  }

  /** The next events, each as its name and data. */
  private static List<String> next(EventReader events, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> {
          Event event = events.next();
          return event.name() + " " + event.data();
        })
        .toList();
  }

  /** The identifiers of the first events of streams, by name. */
  private static Map<String, String> firstIds(EventReader events, int streams) {
    Map<String, String> ids = new TreeMap<>();
    for (int i = 0; i < 2 * streams; i++) {
      Event event = events.next();
      if (event.name().equals("init")) {
        ids.put(event.data().substring(1, 2), event.id());
      }
    }
    return ids;
  }

  @Test
  void streams_areToldApartByTheirNames_eachWithItsOwnId() {
    try (TestServer server = new TestServer();
        EventReader events = server.followAll(list(TEXTS.formatted(""), BOB.formatted("")))) {
      assertThat(events.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(next(events, 4))
          .containsExactlyInAnyOrder(
              "init \"t\"\n[]", "current \"t\"", "init \"b\"\n[[1001,[1]]]", "current \"b\"");
      server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
      Event event = events.next();
      assertThat(event.name()).isEqualTo("update");
      assertThat(event.data()).isEqualTo("\"t\"\n[[\"a\",[\"x\"]]]");
      assertThat(event.watermark()).isEqualTo(server.server().instance().watermark().toString());
      assertThat(server.metric("skip_subscribers")).isEqualTo(2);
    }
  }

  @Test
  void streams_areResumedEachFromItsOwnEvent() {
    try (TestServer server = new TestServer()) {
      Map<String, String> ids;
      try (EventReader events = server.followAll(list(TEXTS.formatted(""), BOB.formatted("")))) {
        ids = firstIds(events, 2);
      }
      server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
      String more = "{\"name\":\"e\",\"resource\":\"active_friends\",\"params\":3}";
      try (EventReader events =
          server.followAll(
              list(TEXTS.formatted(id("t", ids)), BOB.formatted(id("b", ids)), more))) {
        assertThat(next(events, 5))
            .containsExactlyInAnyOrder(
                "update \"t\"\n[[\"a\",[\"x\"]]]",
                "current \"t\"",
                "current \"b\"",
                "init \"e\"\n[]",
                "current \"e\"");
      }
      try (EventReader events = server.followAll(list(TEXTS.formatted(id("b", ids))))) {
        assertThat(events.next().name()).as("the id of another stream").isEqualTo("init");
      }
    }
  }

  @Test
  void streamThatIsRefused_orEnds_isToldSo_andTheOthersGoOn() {
    try (TestServer server = new TestServer()) {
      String uuid = server.openStream("texts", "{}");
      String opened = "{\"name\":\"o\",\"stream\":\"" + uuid + "\"}";
      String[] refused = {
        "{\"name\":\"1\",\"resource\":\"none\"}",
        "{\"name\":\"2\",\"resource\":\"active_friends\",\"params\":\"x\"}",
        "{\"name\":\"3\",\"resource\":\"active_friends\",\"params\":9}",
        "{\"name\":\"4\",\"stream\":\"123e4567-e89b-12d3-a456-426614174000\"}"
      };
      List<String> all = new ArrayList<>(List.of(refused));
      all.add(opened);
      all.add(BOB.formatted(""));
      try (EventReader events = server.followAll(list(all.toArray(new String[0])))) {
        List<String> told = next(events, 8);
        assertThat(told.subList(0, 4))
            .satisfiesExactly(
                end -> assertThat(end).startsWith("end \"1\"\n").contains("unknown-resource"),
                end -> assertThat(end).startsWith("end \"2\"\n").contains("invalid-parameters"),
                end -> assertThat(end).startsWith("end \"3\"\n").contains("computation-failed"),
                end -> assertThat(end).startsWith("end \"4\"\n").contains("unknown-stream"));
        server.delete("/v1/streams/" + uuid);
        assertThat(next(events, 1).getFirst()).startsWith("end \"o\"\n").contains("unknown-stream");
        server.patch("/v1/inputs/groups", "[[1001,[]]]");
        assertThat(next(events, 1)).containsExactly("update \"b\"\n[[1001,[]]]");
      }
      try (EventReader events = server.followAll(list(refused))) {
        next(events, 4);
        assertThat(events.block()).as("nothing is left to follow").isEmpty();
      }
      Wait.until(() -> server.metric("skip_streams") == 0);
    }
  }

  @Test
  void failedResource_isToldByItsName_andRecovers() {
    try (TestServer server = new TestServer()) {
      String zoe = "[[9,[{\"name\":\"Zoe\",\"active\":true,\"friends\":[1]}]]]";
      server.patch("/v1/inputs/users", zoe);
      String stream = "{\"name\":\"z\",\"resource\":\"active_friends\",\"params\":9}";
      try (EventReader events = server.followAll(list(stream, TEXTS.formatted("")))) {
        next(events, 4);
        server.patch("/v1/inputs/users", "[[9,[]]]");
        assertThat(next(events, 1).getFirst())
            .startsWith("error \"z\"\n{")
            .contains("computation-failed");
        server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
        assertThat(next(events, 1)).containsExactly("update \"t\"\n[[\"a\",[\"x\"]]]");
        server.patch("/v1/inputs/users", zoe);
        assertThat(next(events, 2)).containsExactly("init \"z\"\n[[1001,[1]]]", "current \"z\"");
      }
    }
  }

  @Test
  void addressWithAList_isAsGoodAsABody_andItsLastEventIdCountsForItsStream() {
    try (TestServer server = new TestServer()) {
      String of =
          "/v1/streams?of="
              + URLEncoder.encode(
                  list(TEXTS.formatted(""), BOB.formatted("")), StandardCharsets.UTF_8);
      Map<String, String> ids;
      try (EventReader events = server.follow(of)) {
        ids = firstIds(events, 2);
      }
      try (EventReader events = server.follow(of, "Last-Event-ID: " + ids.get("b"))) {
        assertThat(next(events, 3))
            .containsExactlyInAnyOrder("init \"t\"\n[]", "current \"t\"", "current \"b\"");
      }
    }
  }

  @Test
  void listOfAnotherShape_isRefusedAsAWhole() {
    LimitOptions limits = LimitOptions.defaults().withMaxStreamsPerConnection(2);
    try (TestServer server = new TestServer(ServerOptions.defaults().withLimits(limits))) {
      String texts = TEXTS.formatted("");
      Map<String, String> problems = new TreeMap<>();
      problems.put("{}", "");
      problems.put("[]", "");
      problems.put("[5]", "/0");
      problems.put(list(texts, texts), "/1/name");
      problems.put(list(texts, BOB.formatted(""), "{\"name\":\"x\",\"resource\":\"texts\"}"), "");
      problems.put("[{\"resource\":\"texts\"}]", "/0/name");
      problems.put("[{\"name\":\"" + "x".repeat(65) + "\",\"resource\":\"texts\"}]", "/0/name");
      problems.put("[{\"name\":\"x\"}]", "/0");
      problems.put("[{\"name\":\"x\",\"resource\":\"texts\",\"stream\":\"y\"}]", "/0");
      problems.put("[{\"name\":\"x\",\"stream\":\"y\",\"params\":1}]", "/0");
      problems.put("[{\"name\":\"x\",\"resource\":\"texts\",\"prams\":1}]", "/0/prams");
      problems.put("[{\"name\":\"x\",\"resource\":5}]", "/0/resource");
      problems.put("[{\"name\":\"x\",\"resource\":\"texts\",\"id\":5}]", "/0/id");
      problems.forEach((list, pointer) -> {
        HttpResponse<String> answer = post(server, list);
        assertThat(answer.statusCode()).as(list).isEqualTo(422);
        assertThat(answer.body())
            .as(list)
            .contains("\"type\":\"invalid-streams\"", "\"pointer\":\"" + pointer + "\"");
      });
      assertThat(post(server, "[{").statusCode()).isEqualTo(400);
      assertThat(server.get(server.streaming("/v1/streams")).statusCode()).isEqualTo(400);
      assertThat(server.server().instance().streamCount()).isZero();
    }
  }

  private static HttpResponse<String> post(TestServer server, String list) {
    return server.send(
        HttpRequest.newBuilder(server.streaming("/v1/streams"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(list)));
  }

  @Test
  void permissions_areThoseOfEachStream() {
    SecurityOptions security =
        SecurityOptions.defaults()
            .withStreamTokenSecret("a secret of thirty-two characters or more");
    try (TestServer server = new TestServer(ServerOptions.defaults().withSecurity(security))) {
      String first = server.openStream("texts", "{}");
      String second = server.openStream("active_friends", "0");
      String token = second.substring(second.indexOf('=') + 1);
      String uuid = second.substring(0, 36);
      List<String> streams =
          List.of(
              "{\"name\":\"1\",\"stream\":\"" + first + "\"}",
              "{\"name\":\"2\",\"stream\":\"" + uuid + "\",\"token\":\"" + token + "\"}",
              "{\"name\":\"3\",\"stream\":\"" + uuid + "\"}",
              "{\"name\":\"4\",\"stream\":\"" + first.substring(0, 36) + "?token=" + token + "\"}",
              "{\"name\":\"5\",\"resource\":\"texts\"}");
      try (EventReader events = server.followAll(list(streams.toArray(new String[0])))) {
        List<String> told = next(events, 7);
        assertThat(told.stream().filter(each -> each.startsWith("end ")))
            .hasSize(3)
            .allMatch(end -> end.matches("(?s)end \"[345]\"\n.*unauthorized.*"));
        assertThat(told).contains("init \"1\"\n[]", "init \"2\"\n[[1001,[1]]]");
      }
    }
  }

  @Test
  void limitOfStreams_isOfEachStream() {
    ServerOptions options =
        ServerOptions.defaults().withEngine(EngineOptions.defaults().withMaxStreams(2));
    try (TestServer server = new TestServer(options);
        EventReader events =
            server.followAll(
                list(
                    TEXTS.formatted(""),
                    BOB.formatted(""),
                    "{\"name\":\"x\",\"resource\":\"texts\"}"))) {
      assertThat(next(events, 1).getFirst()).startsWith("end \"x\"\n").contains("overloaded");
      assertThat(next(events, 4)).filteredOn(each -> each.startsWith("init")).hasSize(2);
    }
  }

  @Test
  void largeStream_doesNotKeepTheOthersFromBeingTold() {
    try (TestServer server = new TestServer()) {
      String large = "x".repeat(1 << 20);
      String entries =
          IntStream.range(0, 8)
              .mapToObj(i -> "[\"k" + i + "\",[\"" + large + "\"]]")
              .collect(Collectors.joining(",", "[", "]"));
      server.patch("/v1/inputs/texts", entries);
      String other = TEXTS.formatted("").replace("\"t\"", "\"u\"");
      try (EventReader events =
          server.followAll(list(TEXTS.formatted(""), other, BOB.formatted("")))) {
        List<String> told = next(events, 6);
        assertThat(told).contains("init \"b\"\n[[1001,[1]]]");
        assertThat(told).filteredOn(each -> each.length() > large.length()).hasSize(2);
        server.patch("/v1/inputs/groups", "[[1001,[]]]");
        assertThat(next(events, 1)).containsExactly("update \"b\"\n[[1001,[]]]");
      }
    }
  }

  @Test
  void serverThatStops_endsTheConnection_andGivesAllBack() {
    TestServer server = new TestServer();
    try (EventReader events = server.followAll(list(TEXTS.formatted(""), BOB.formatted("")))) {
      next(events, 4);
      server.close();
      assertThat(events.block().getFirst()).startsWith("retry: ");
      assertThat(events.block()).isEmpty();
    }
    server.close();
  }
}
