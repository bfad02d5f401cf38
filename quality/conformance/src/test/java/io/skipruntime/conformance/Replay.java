package io.skipruntime.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trace that is carried out, step by step, each compared with what was recorded.
 *
 * <p>A step's {@code views} are the contents of the streams that it changed or opened. The others
 * must keep theirs, whatever they are sent.
 */
final class Replay {

  /** A stream of the trace. */
  private record Open(Driver.Stream stream, FoldedStream folded) {}

  private final Driver driver;
  private final Map<String, Open> open = new LinkedHashMap<>();

  Replay(Driver driver) {
    this.driver = driver;
  }

  /** Carries out all steps and closes what they left open. */
  void run(List<Json> steps) {
    for (int i = 0; i < steps.size(); i++) {
      try {
        carryOut(steps.get(i).asObject());
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("step " + i + ": " + steps.get(i), e);
      }
    }
    List.copyOf(open.keySet()).forEach(this::close);
  }

  private void carryOut(JsonObject step) {
    switch (step.get("do").asString()) {
      case "update" ->
          driver.write(
              List.of(new Write(step.get("collection").asString(), step.get("entries").asArray())));
      case "snapshot" ->
          assertThat(driver.snapshot(step.get("resource").asString(), step.get("params")))
              .isEqualTo(step.get("result"));
      case "lookup" ->
          assertThat(
                  driver.lookup(
                      step.get("resource").asString(), step.get("params"), step.get("key")))
              .isEqualTo(step.get("result"));
      case "open" -> open(step);
      case "close" -> close(step.get("id").asString());
      default -> throw new IllegalArgumentException("an unknown step");
    }
    compareViews(step.find("views").map(views -> views.asObject().members()).orElse(Map.of()));
  }

  private void open(JsonObject step) {
    Driver.Stream stream = driver.open(step.get("resource").asString(), step.get("params"));
    open.put(step.get("id").asString(), new Open(stream, new FoldedStream(stream.subscribe())));
  }

  private void compareViews(Map<String, Json> views) {
    assertThat(open.keySet()).containsAll(views.keySet());
    open.forEach((id, stream) -> {
      Json expected = views.get(id);
      if (expected == null) {
        assertUnchanged(id, stream.folded(), stream.folded()::foldArrived);
      } else {
        stream.folded().foldDue();
        assertThat(stream.folded().contents()).as("view of %s", id).contains(expected.asArray());
      }
    });
  }

  private void close(String id) {
    Open closed = open.remove(id);
    if (closed == null) {
      throw new IllegalArgumentException("no stream " + id);
    }
    closed.stream().close();
    assertUnchanged(id, closed.folded(), closed.folded()::foldRest);
  }

  private static void assertUnchanged(String id, FoldedStream stream, Runnable fold) {
    Optional<JsonArray> before = stream.contents();
    fold.run();
    assertThat(stream.contents()).as("view of %s, which nothing changed", id).isEqualTo(before);
  }
}
