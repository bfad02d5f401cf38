package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.flood.CollidingTexts;
import io.skipruntime.server.options.ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Instances whose parameters were made to have one hash code. To open one more beside very many of
 * them costs about what one of other parameters costs, at both listeners. System property {@code
 * skip.colliding} says how many are open before.
 */
final class CollidingInstancesTest {

  private static final int OPEN = Integer.getInteger("skip.colliding", 4_000);
  private static final int PER_CONNECTION = 100;
  private static final int ROUNDS = 6;
  private static final int PER_ROUND = 50;
  private static final int MOST_TIMES_AS_LONG = 4;

  private final TestServer server = new TestServer(ServerOptions.defaults());
  private final List<EventReader> readers = new ArrayList<>();

  @AfterEach
  void close() {
    readers.forEach(EventReader::close);
    server.close();
  }

  private static String ordinary(int number) {
    return "an ordinary text, number " + number;
  }

  private static String params(String from) {
    return "{\"from\":\"" + from + "\",\"limit\":1}";
  }

  /** Opens a resource for each number, on one connection of the streaming listener. */
  private void openAtStreaming(IntFunction<String> text, int first, int count) {
    String list =
        IntStream.range(first, first + count)
            .mapToObj(i ->
                "{\"name\":\"%d\",\"resource\":\"texts_from\",\"params\":%s}"
                    .formatted(i, params(text.apply(i))))
            .collect(Collectors.joining(",", "[", "]"));
    EventReader reader = server.followAll(list);
    readers.add(reader);
    assertThat(reader.status()).isEqualTo(200);
    for (int events = 0; events < 2 * count; events++) {
      reader.next();
    }
  }

  private void openAtControl(IntFunction<String> text, int first, int count) {
    for (int i = first; i < first + count; i++) {
      assertThat(server.post("/v1/streams/texts_from", params(text.apply(i))).statusCode())
          .isEqualTo(201);
    }
  }

  /** An action that opens instances of a number and those after it. */
  private interface Opening {
    void open(IntFunction<String> text, int first, int count);
  }

  /** The shortest of several times that opening takes, with both kinds in turn. */
  private static void assertThatBothCostTheSame(Opening opening, int first) {
    long colliding = Long.MAX_VALUE;
    long ordinary = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      int number = first + round * PER_ROUND;
      long start = System.nanoTime();
      opening.open(CollidingInstancesTest::ordinary, number, PER_ROUND);
      long between = System.nanoTime();
      opening.open(CollidingTexts::text, number, PER_ROUND);
      colliding = Math.min(colliding, System.nanoTime() - between);
      ordinary = Math.min(ordinary, between - start);
    }
    assertThat(colliding).isLessThan(MOST_TIMES_AS_LONG * ordinary);
  }

  @Test
  void opening_costsNoMore_whenVeryManyInstancesCollide() {
    for (int first = 0; first < OPEN; first += PER_CONNECTION) {
      openAtStreaming(CollidingTexts::text, first, PER_CONNECTION);
    }
    assertThat(server.server().instance().instanceCount()).isEqualTo(OPEN);
    assertThatBothCostTheSame(this::openAtStreaming, OPEN);
    assertThatBothCostTheSame(this::openAtControl, OPEN + ROUNDS * PER_ROUND);
  }
}
