package io.skipruntime.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EventParserTest {

  private static List<StreamEvent> parse(String text) throws IOException {
    EventParser parser = new EventParser(new BufferedReader(new StringReader(text)), () -> {});
    List<StreamEvent> events = new ArrayList<>();
    Optional<StreamEvent> event = parser.next();
    while (event.isPresent()) {
      events.add(event.get());
      event = parser.next();
    }
    return events;
  }

  @Test
  void lines_mayEndInAnyWay_andStartWithAByteOrderMark() throws IOException {
    for (String end : List.of("\n", "\r\n", "\r")) {
      String text = "\uFEFFevent: init\nid:e/1\ndata: [1]\n\n".replace("\n", end);
      assertThat(parse(text))
          .containsExactly(new StreamEvent("init", "e/1", Json.array(Json.of(1))));
    }
  }

  @Test
  void commentsRetryAndUnknownFields_areNoEvents() throws IOException {
    assertThat(parse(": hello\n\nretry: 5\n\nother\n\nevent: update\n\ndata: 2\n\n"))
        .containsExactly(new StreamEvent("message", "", Json.of(2)));
  }

  @Test
  void data_isJoinedFromItsLines_andIdsStay() throws IOException {
    assertThat(parse("id: 7\ndata: [1,\ndata:2]\n\ndata:3\n\n"))
        .containsExactly(
            new StreamEvent("message", "7", Json.array(Json.of(1), Json.of(2))),
            new StreamEvent("message", "7", Json.of(3)));
  }

  @Test
  void eventThatIsCutOff_isNone() throws IOException {
    assertThat(parse("data: 1\n\ndata: 2\n")).hasSize(1);
  }
}
