package io.skipruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.AsyncCallException;
import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Loadable;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of the calls of async functions that a test ends. */
class ScriptedCallsTest {

  private static final AsyncOptions<String> SHOUT =
      AsyncOptions.of("shout", String.class).keepingPrevious();

  private record Shouting(String mark) implements AsyncFunction<Long, String, String> {
    @Override
    public String call(Long key, String text) {
      if (text.isEmpty()) {
        throw AsyncCallException.lasting("there is nothing to shout");
      }
      return text.toUpperCase(Locale.ROOT) + mark;
    }
  }

  private record TextsService() implements SkipService<TextsService.Inputs, TextsService.Shared> {

    record Inputs(EagerCollection<Long, String> texts) {}

    record Shared(EagerCollection<Long, Loadable<String>> shouted) {}

    record Shouted() implements Resource<Shared> {
      @Override
      public EagerCollection<Long, Loadable<String>> instantiate(Shared in, Context context) {
        return in.shouted();
      }
    }

    record Lengths() implements Resource<Shared> {
      @Override
      public EagerCollection<Long, Integer> instantiate(Shared in, Context context) {
        return in.shouted().mapValues(state -> state.latest().map(String::length).orElse(0));
      }
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.of("shouted", Shouted.class).and("lengths", Lengths.class);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.texts().mapAsync(new Shouting("!"), SHOUT));
    }
  }

  private static Loadable<String> loading(String previous) {
    return new Loadable.Loading<>(Optional.of(previous));
  }

  private static final Loadable<String> LOADING = new Loadable.Loading<>(Optional.empty());

  private static TestedService start() {
    TestedService service = TestedService.start(new TextsService());
    service.write("texts", Entry.of(1L, "one"), Entry.of(2L, "two"), Entry.of(3L, ""));
    return service;
  }

  @Test
  void call_endsAsTheTestSays_andTheServiceIsConsistentAtEachStep() {
    try (TestedService service = start()) {
      TestedResource<Long, Loadable<String>> shouted = service.resource("shouted");
      TestedResource<Long, Integer> lengths = service.resource("lengths");
      service.calls().assertRunning("shout", 1L, 2L, 3L);
      service.assertConsistent();
      service.calls().succeed("shout", 1L, "ONE");
      service.assertConsistent();
      service.calls().run("shout", 3L);
      service.assertConsistent();
      service.write("texts", Entry.of(1L, "uno"));
      service.assertConsistent();
      shouted.assertContents(
          Entry.of(1L, loading("ONE")),
          Entry.of(2L, LOADING),
          Entry.of(3L, new Loadable.Failure<>("there is nothing to shout", Optional.empty())));
      lengths.assertContents(Entry.of(1L, 3), Entry.of(2L, 0), Entry.of(3L, 0));
      service.calls().runAll();
      service.write("texts", Entry.of(1L, "one"));
      service.assertConsistent();
      shouted.assertContents(
          Entry.of(1L, new Loadable.Success<>("ONE")),
          Entry.of(2L, new Loadable.Success<>("TWO!")),
          Entry.of(3L, new Loadable.Failure<>("there is nothing to shout", Optional.empty())));
      assertThat(service.calls().begunCount()).isEqualTo(4);
      assertThat(service.calls().running()).isEmpty();
    }
  }

  @Test
  void failedAttempt_isFollowedByAnother_whenTheClockHasMoved() {
    try (TestedService service = start()) {
      service.calls().fail("shout", 1L, AsyncCallException.passing("busy"));
      service.calls().assertRunning("shout", 2L, 3L);
      service.advance(Duration.ofSeconds(1));
      service.calls().assertRunning("shout", 1L, 2L, 3L);
    }
  }

  @Test
  void callThatDoesNotGoOn_cannotBeEnded() {
    try (TestedService service = start()) {
      assertThatThrownBy(() -> service.calls().succeed("shout", 7L, "SEVEN"))
          .isInstanceOf(AssertionError.class)
          .hasMessage("no call of shout goes on for the key 7");
      assertThatThrownBy(() -> service.calls().assertRunning("shout", 1L))
          .isInstanceOf(AssertionError.class)
          .hasMessage("calls of shout should go on for [1], but they do for [1, 2, 3]");
    }
  }

  @Test
  void jsonOfAState_saysItsType() {
    try (TestedService service = start()) {
      service.calls().succeed("shout", 1L, "ONE");
      assertThat(service.<Long, Loadable<String>>resource("shouted").asJson().contents().toString())
          .contains("{\"type\":\"Success\",\"value\":\"ONE\"}", "\"type\":\"Loading\"");
    }
  }
}
