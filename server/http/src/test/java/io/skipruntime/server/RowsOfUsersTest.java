package io.skipruntime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Principal;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.Watermark;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.sql.LiveQuery;
import io.skipruntime.sql.RowPolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each route that gives data gives a user: the user's rows, and nothing of others. */
final class RowsOfUsersTest {

  private static final String SECRET = "what the issuer and the server share, in secret";
  private static final String QUERY = "SELECT owner, text FROM notes";
  private static final String LIVE = "{\"query\":\"" + QUERY + "\"}";
  private static final String HERS = "text of ann";
  private static final String HIS = "text of bob";

  record Note(String owner, String text) {}

  record Notes(@RowPolicy("owner = CURRENT_USER") EagerCollection<Long, Note> notes) {}

  record Owned(String owner) implements Mapper<Long, Note, Long, Note> {
    @Override
    public void mapEntry(Long key, Values<Note> notes, Emitter<Long, Note> out) {
      if (notes.getUnique().owner().equals(owner)) {
        out.emit(key, notes.getUnique());
      }
    }
  }

  record MyNotes(Principal user) implements Resource<Notes> {
    @Override
    public EagerCollection<Long, Note> instantiate(Notes in, Context context) {
      return in.notes().map(new Owned(user.subject()));
    }
  }

  static final class NotesOfUsers implements SkipService<Notes, Notes> {
    @Override
    public Resources<Notes> resources() {
      return LiveQuery.offeredBy(Resources.of("mine", MyNotes.class));
    }

    @Override
    public Notes createGraph(Notes in, Context context) {
      return in;
    }

    @Override
    public InitialData initialData() {
      return InitialData.of(
          "notes",
          Entry.of(1L, new Note("ann", HERS)),
          Entry.of(2L, new Note("bob", HIS)),
          Entry.of(3L, new Note("bob", HIS)));
    }
  }

  @TempDir private Path directory = Path.of("");

  private static ServerOptions options() {
    return ServerOptions.defaults()
        .withEngine(EngineOptions.defaults().withInspect(true).withHistoryMillis(60_000))
        .withSecurity(
            SecurityOptions.defaults()
                .withJwtIssuer(UserTokens.ISSUER)
                .withJwtAudiences(Set.of(UserTokens.AUDIENCE))
                .withJwtSecret(SECRET));
  }

  private static TestServer start() {
    return new TestServer(new NotesOfUsers(), options());
  }

  private TestServer persistent() {
    return new TestServer(
        new NotesOfUsers(), options().withDataDirectory(directory.resolve("data").toString()));
  }

  private static String token(String user) {
    try {
      return UserTokens.hs256(SECRET.getBytes(UTF_8), UserTokens.claims(user).build());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String bearer(String user) {
    return "Authorization: Bearer " + token(user);
  }

  private static HttpResponse<String> post(
      TestServer server, URI address, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return server.send(request.POST(BodyPublishers.ofString(body)));
  }

  private static void isHersAlone(String what, String data) {
    assertThat(data).as(what).contains(HERS).doesNotContain(HIS);
  }

  /** The routes of control that give what a user may see, with bodies. */
  private static List<List<String>> readsForUsers(String at) {
    return List.of(
        List.of("/v1/snapshot/mine", "{}"),
        List.of("/v1/snapshot/mine/lookup", "{\"key\":1,\"params\":{}}"),
        List.of("/v1/snapshot/mine?at=" + at, "{}"),
        List.of("/v1/snapshot/mine/lookup?at=" + at, "{\"key\":1,\"params\":{}}"),
        List.of("/v1/snapshot/sql", LIVE),
        List.of("/v1/sql", LIVE),
        List.of("/v1/sql?at=" + at, LIVE),
        List.of("/v1/inspect/why", "{\"resource\":\"mine\",\"params\":{},\"key\":1}"));
  }

  @Test
  void reads_haveTheRowsOfTheUser_forWhomABackendAsks() {
    try (TestServer server = start()) {
      post(server, server.control("/v1/streams/mine"), "{}", "Skip-User-Token", token("ann"));
      Watermark before = server.server().instance().watermark();
      server.patch("/v1/inputs/notes", "[[3,[{\"owner\":\"ann\",\"text\":\"" + HERS + "\"}]]]");
      for (List<String> read : readsForUsers(before.toString())) {
        URI address = server.control(read.get(0));
        isHersAlone(
            read.get(0),
            post(server, address, read.get(1), "Skip-User-Token", token("ann")).body());
      }
      String lookup = "/v1/snapshot/mine/lookup";
      assertThat(lookedUp(server, lookup, 2)).isEqualTo("[]");
      assertThat(lookedUp(server, lookup, 3)).contains(HERS);
      assertThat(lookedUp(server, lookup + "?at=" + before, 3)).isEqualTo("[]");
    }
  }

  /** What Ann's lookup of a key is answered with. */
  private static String lookedUp(TestServer server, String path, int key) {
    String body = "{\"key\":" + key + ",\"params\":{}}";
    return post(server, server.control(path), body, "Skip-User-Token", token("ann")).body();
  }

  @Test
  void readsForNobody_areRefused_whereTheyAreForUsers() {
    try (TestServer server = start()) {
      String now = server.server().instance().watermark().toString();
      for (List<String> read : readsForUsers(now)) {
        if (!read.get(0).startsWith("/v1/sql")) {
          HttpResponse<String> answer = post(server, server.control(read.get(0)), read.get(1));
          assertThat(answer.statusCode()).as(read.get(0)).isEqualTo(401);
        }
      }
      assertThat(post(server, server.control("/v1/streams/mine"), "{}").statusCode())
          .isEqualTo(401);
      for (String path :
          List.of("/v1/resources/mine", "/v1/resources/sql?query=" + encoded(QUERY))) {
        assertThat(server.get(server.streaming(path)).statusCode()).as(path).isEqualTo(401);
      }
      assertThat(server.get(server.control("/v1/inspect/events/mine")).statusCode()).isEqualTo(401);
      assertThat(post(server, server.streaming("/v1/sql"), LIVE).statusCode()).isEqualTo(401);
      try (EventReader several = server.followAll(list(""))) {
        for (int i = 0; i < 2; i++) {
          EventReader.Event end = several.next();
          assertThat(end.name()).isEqualTo("end");
          assertThat(end.data()).contains("\"status\":401");
        }
      }
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** Both resources, on one connection. */
  private static String list(String more) {
    return "[{\"name\":\"a\",\"resource\":\"mine\"%s},{\"name\":\"b\",\"resource\":\"sql\",\"params\":%s%s}]"
        .formatted(more, LIVE, more);
  }

  @Test
  void streams_haveTheRowsOfTheirUser_asTheyChangeHands() {
    try (TestServer server = start()) {
      String opened =
          post(server, server.control("/v1/streams/mine"), "{}", "Skip-User-Token", token("ann"))
              .body();
      String live =
          post(server, server.control("/v1/streams/sql"), LIVE, "Skip-User-Token", token("ann"))
              .body();
      String hers = bearer("ann");
      try (EventReader alone = server.follow("/v1/resources/mine", hers);
          EventReader inAddress = server.follow("/v1/resources/mine?access_token=" + token("ann"));
          EventReader query = server.follow("/v1/resources/sql?query=" + encoded(QUERY), hers);
          EventReader ofBackend = server.follow("/v1/streams/" + opened);
          EventReader liveOfBackend = server.follow("/v1/streams/" + live);
          EventReader several = server.followAll(list(""), hers);
          EventReader listed = server.follow("/v1/streams?of=" + encoded(list("")), hers)) {
        List<EventReader> each = List.of(alone, inAddress, query, ofBackend, liveOfBackend);
        List<EventReader> both = List.of(several, listed);
        each.forEach(stream -> isHersAlone("init", stream.next().data()));
        both.forEach(stream -> {
          isHersAlone("init", next(stream, "init"));
          isHersAlone("init", next(stream, "init"));
        });
        server.patch("/v1/inputs/notes", "[[4,[{\"owner\":\"bob\",\"text\":\"" + HIS + "\"}]]]");
        server.patch(
            "/v1/inputs/notes",
            "[[2,[{\"owner\":\"ann\",\"text\":\""
                + HERS
                + "\"}]],"
                + "[1,[{\"owner\":\"bob\",\"text\":\""
                + HIS
                + "\"}]]]");
        each.forEach(stream -> isHersAlone("update", stream.next().data()));
        both.forEach(stream -> {
          isHersAlone("update", next(stream, "update"));
          isHersAlone("update", next(stream, "update"));
        });
      }
    }
  }

  private static String next(EventReader stream, String name) {
    EventReader.Event event = stream.next();
    while (event.name().equals("current")) {
      event = stream.next();
    }
    assertThat(event.name()).isEqualTo(name);
    return event.data();
  }

  @Test
  void user_cannotBeGiven_byAnyPartOfARequest() {
    try (TestServer server = start()) {
      String hers = bearer("ann");
      String bob = "{\"issuer\":\"" + UserTokens.ISSUER + "\",\"subject\":\"bob\",\"claims\":{}}";
      for (String forged :
          List.of(
              "/v1/resources/mine?user=" + encoded(bob),
              "/v1/resources/mine?params=" + encoded("{\"user\":" + bob + "}"),
              "/v1/resources/mine?user=bob",
              "/v1/resources/sql?query=" + encoded(QUERY) + "&user=" + encoded(bob))) {
        try (EventReader stream = server.follow(forged, hers)) {
          assertThat(stream.status()).as(forged).isEqualTo(422);
        }
      }
      try (EventReader stream =
          server.follow("/v1/resources/mine?access_token=" + token("bob"), hers)) {
        isHersAlone("the header counts", stream.next().data());
      }
      for (String path : List.of("/v1/snapshot/mine", "/v1/streams/mine")) {
        assertThat(
                post(
                        server,
                        server.control(path),
                        "{\"user\":" + bob + "}",
                        "Skip-User-Token",
                        token("ann"))
                    .statusCode())
            .as(path)
            .isEqualTo(422);
      }
      HttpResponse<String> own =
          post(
              server,
              server.streaming("/v1/sql"),
              LIVE,
              "Authorization",
              "Bearer " + token("ann"),
              "Skip-User-Token",
              token("bob"));
      isHersAlone("a subscriber's query", own.body());
    }
  }

  @Test
  void routesOfControl_areNotAtTheListenerOfSubscribers() {
    try (TestServer server = start()) {
      String hers = "Bearer " + token("ann");
      String now = server.server().instance().watermark().toString();
      for (List<String> read : readsForUsers(now)) {
        if (!read.get(0).startsWith("/v1/sql")) {
          assertThat(
                  post(server, server.streaming(read.get(0)), read.get(1), "Authorization", hers)
                      .statusCode())
              .as(read.get(0))
              .isIn(404, 405);
        }
      }
      for (String path :
          List.of(
              "/v1/inspect",
              "/v1/inspect/graph",
              "/v1/inspect/commits",
              "/v1/inspect/collections/notes",
              "/v1/inspect/instances",
              "/v1/inspect/streams",
              "/v1/inspect/events/mine",
              "/v1/inputs/notes",
              "/metrics",
              "/inspect")) {
        HttpRequest.Builder read =
            HttpRequest.newBuilder(server.streaming(path)).header("Authorization", hers).GET();
        assertThat(server.send(read).statusCode()).as(path).isIn(404, 405);
      }
      assertThat(
              post(server, server.streaming("/v1/sql?at=" + now), LIVE, "Authorization", hers)
                  .statusCode())
          .isEqualTo(400);
    }
  }

  private static String lastId(TestServer server, String path, String user) {
    try (EventReader stream = server.follow(path, bearer(user))) {
      return stream.next().id();
    }
  }

  @Test
  void idsOfOthers_andOfEarlierProcesses_giveNothingOfOthers() {
    List<String> paths = List.of("/v1/resources/mine", "/v1/resources/sql?query=" + encoded(QUERY));
    for (String path : paths) {
      String his;
      String hers;
      try (TestServer server = persistent()) {
        post(server, server.control("/v1/sql"), LIVE); // the first query takes long
        his = lastId(server, path, "bob");
        hers = lastId(server, path, "ann");
        assertInit(server, path, his);
        server.patch("/v1/inputs/notes", "[[5,[{\"owner\":\"bob\",\"text\":\"" + HIS + "\"}]]]");
      }
      try (TestServer server = persistent()) {
        assertInit(server, path, his);
        assertNothingOfOthers(server, path, hers);
      }
      try (TestServer server = start()) {
        assertInit(server, path, his);
        assertInit(server, path, hers);
      }
    }
  }

  /** Ann's stream goes on, or begins again if it had ended before the stop. */
  private static void assertNothingOfOthers(TestServer server, String path, String id) {
    try (EventReader stream = server.follow(path, bearer("ann"), "Last-Event-ID: " + id)) {
      stream.anyBlock();
      String first = String.join(" ", stream.anyBlock());
      assertThat(first).containsAnyOf(": current", HERS).doesNotContain(HIS);
    }
  }

  private static void assertInit(TestServer server, String path, String id) {
    try (EventReader stream = server.follow(path, bearer("ann"), "Last-Event-ID: " + id)) {
      EventReader.Event event = stream.next();
      assertThat(event.name()).isEqualTo("init");
      isHersAlone(path, event.data());
    }
    String more = ",\"id\":\"" + id + "\"";
    try (EventReader several = server.followAll(list(more), bearer("ann"))) {
      isHersAlone(path, next(several, "init"));
    }
  }
}
