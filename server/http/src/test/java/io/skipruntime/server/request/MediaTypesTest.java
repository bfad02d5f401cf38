package io.skipruntime.server.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What Accept and Content-Type allow, and that neither takes long. */
final class MediaTypesTest {

  @Test
  void accept_allowsEventStreams_whereARangeWithAWeightDoes() {
    for (String accept :
        List.of(
            "text/event-stream",
            "TEXT / event-stream ; q=0.1",
            "a/b, text/*",
            "a/b;q=0, */*;q=1",
            "text/event-stream;charset=utf-8",
            "text/event-stream;q=0.001")) {
      assertThat(MediaTypes.allowEventStream(List.of(accept))).as(accept).isTrue();
    }
    for (String refused :
        List.of(
            "", "a/b", "text/event-stream;q=0", "*/*;q=0.000,text/html", "text/event-streams")) {
      assertThat(MediaTypes.allowEventStream(List.of(refused))).as(refused).isFalse();
    }
    assertThat(MediaTypes.allowEventStream(List.of())).isTrue();
    assertThat(MediaTypes.allowEventStream(List.of("a/b", "*/*"))).isTrue();
  }

  @Test
  void json_isToldByTypeAndCharset() {
    for (String type :
        List.of("application/json", "Application/JSON; charset=\"UTF-8\"", "a/problem+json")) {
      assertThat(MediaTypes.isJson(type)).as(type).isTrue();
    }
    for (String type : List.of("", "text/json", "application/json; charset=latin1")) {
      assertThat(MediaTypes.isJson(type)).as(type).isFalse();
    }
  }

  /** Looking at each range's rest of the header would take seconds. */
  @Test
  void accept_takesTimeByItsLengthAlone() {
    String weights = "*/*;q=0" + ",*/*;q=0".repeat(20_000);
    String parameters = "*/*" + ";a".repeat(20_000) + ";q=0";
    long start = System.nanoTime();
    assertThat(MediaTypes.allowEventStream(List.of(weights))).isFalse();
    assertThat(MediaTypes.allowEventStream(List.of(parameters))).isFalse();
    assertThat(MediaTypes.isJson("application/json" + ";a".repeat(20_000))).isTrue();
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
  }
}
