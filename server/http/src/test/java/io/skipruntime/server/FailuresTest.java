package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.JsonObject;
import io.skipruntime.server.problem.Failures;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients are told of a failure, and what the log has of it. */
final class FailuresTest {

  /** Keeps what is logged. */
  private static final class Kept extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      records.add(line);
      lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Logger logger = Logger.getLogger(Failures.class.getName());
  private final Kept kept = new Kept();
  private final TestServer server = new TestServer();

  @BeforeEach
  void listen() {
    logger.addHandler(kept);
  }

  @AfterEach
  void close() {
    logger.removeHandler(kept);
    server.close();
  }

  private static String errorId(HttpResponse<String> response) {
    JsonObject problem = TestServer.problem(response);
    return problem.get("errorId").asString();
  }

  @Test
  void defect_isLoggedUnderItsIdentifier_withItsStackTrace() {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
    String errorId = errorId(server.post("/v1/snapshot/broken", "{}"));

    assertThat(kept.lines).singleElement().asString().contains(errorId).startsWith("SEVERE");
    assertThat(kept.records.get(0).getThrown()).isNotNull();
  }

  @Test
  void functionThatFails_isLoggedInOneLine_withItsPlace() {
    String errorId = errorId(server.patch("/v1/inputs/texts", "[[\"a\",[\"refuse me\"]]]"));

    assertThat(kept.lines)
        .singleElement()
        .asString()
        .startsWith(Level.WARNING.getName())
        .contains(errorId, "this text is refused", "GroupsService.java:")
        .doesNotContain("\n");
    assertThat(kept.records.get(0).getThrown()).isNull();
  }

  @Test
  void failureThatManyAreToldOf_isLoggedOnce() {
    server.patch("/v1/inputs/users", "[[9,[{\"name\":\"I\",\"active\":true,\"friends\":[]}]]]");
    try (EventReader one = server.subscribe("active_friends", "9");
        EventReader other = server.subscribe("active_friends", "9")) {
      one.next();
      other.next();
      server.patch("/v1/inputs/users", "[[9,[]]]");
      String first = one.next().data();
      String second = other.next().data();

      assertThat(first).contains("computation-failed", "errorId").isEqualTo(second);
      assertThat(kept.lines).singleElement().asString().startsWith("WARNING");
    }
  }

  @Test
  void eventThatCannotBeWritten_isAnError_andEndsItsStreams_butNotLaterOnes() {
    for (int i = 0; i < 3; i++) {
      server.patch("/v1/inputs/texts", "[[\"a\",[]]]");
      try (EventReader one = server.follow("/v1/resources/broken");
          EventReader other = server.follow("/v1/resources/broken")) {
        one.next();
        other.next();
        server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
        for (EventReader each : List.of(one, other)) {
          assertThat(each.next().data()).contains("internal").doesNotContain("secret");
          assertThat(each.block()).isEmpty();
        }
      }
    }
  }

  @Test
  void eventThatFailsWorse_cutsItsStreamsOff_butNotLaterOnes() {
    for (int i = 0; i < 3; i++) {
      server.patch("/v1/inputs/texts", "[[\"deep\",[]]]");
      try (EventReader one = server.follow("/v1/resources/broken");
          EventReader other = server.follow("/v1/resources/broken")) {
        one.next();
        other.next();
        server.patch("/v1/inputs/texts", "[[\"deep\",[\"x\"]]]");
        for (EventReader each : List.of(one, other)) {
          assertThatThrownBy(each::next).hasMessageContaining("reset");
        }
      }
    }
  }

  @Test
  void mistakeOfTheClient_isNotLogged() {
    server.post("/v1/snapshot/nothing", "{}");
    server.patch("/v1/inputs/texts", "[");

    assertThat(kept.lines).isEmpty();
  }
}
