package io.skipruntime.workers;

import io.skipruntime.Reducer;
import io.skipruntime.engine.spi.BatchAggregator;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reducer that a worker runs: for all keys of a commit in one frame, or a few if it is large. */
final class WorkerReducer extends WorkerFunction implements Reducer<Json, Json>, BatchAggregator {

  private static final int MOST_VALUES_PER_FRAME = 2_000;
  private static final int FAILED = 1;

  private final @Nullable Json initial;

  WorkerReducer(
      WorkerPool pool, Object owner, FunctionReference reference, @Nullable Json initial) {
    super(pool, owner, reference, List.of());
    this.initial = initial;
  }

  @Override
  WorkerFunction over(List<Object> others) {
    return this;
  }

  @Override
  public @Nullable Json initial() {
    return initial;
  }

  /** A step, or the same from the start where the function cannot remove. */
  private record Question(Step step, boolean isFromStart) {

    int size() {
      return 1 + removed().size() + added().size();
    }

    @Nullable Object accumulated() {
      return isFromStart ? null : step.accumulated();
    }

    List<?> removed() {
      return isFromStart ? List.of() : step.removed();
    }

    List<?> added() {
      return isFromStart ? step.all() : step.added();
    }
  }

  @Override
  public void accumulate(List<? extends Step> steps) {
    List<Question> fromStart = new ArrayList<>();
    askInFrames(steps.stream().map(step -> new Question(step, false)).toList(), fromStart);
    askInFrames(fromStart, new ArrayList<>());
  }

  private void askInFrames(List<Question> all, List<Question> again) {
    List<Question> frame = new ArrayList<>();
    int values = 0;
    for (Question each : all) {
      if (!frame.isEmpty() && values + each.size() > MOST_VALUES_PER_FRAME) {
        askOrOneByOne(frame, again);
        frame = new ArrayList<>();
        values = 0;
      }
      frame.add(each);
      values += each.size();
    }
    if (!frame.isEmpty()) {
      askOrOneByOne(frame, again);
    }
  }

  /** Asks for all; if that ends the process, for one after the other, up to the one that does. */
  private void askOrOneByOne(List<Question> frame, List<Question> again) {
    if (frame.size() > 1) {
      Optional<Json> answer = turnOnce("reduce", begun -> write(frame, begun), nothing());
      if (answer.isPresent()) {
        accept(frame, answer.get().asArray(), again);
        return;
      }
    }
    for (Question each : frame) {
      List<Question> alone = List.of(each);
      try {
        accept(alone, turn("reduce", begun -> write(alone, begun), nothing()).asArray(), again);
      } catch (RuntimeException e) {
        each.step().failed(e);
        return;
      }
    }
  }

  private void accept(List<Question> frame, JsonArray answer, List<Question> again) {
    for (int i = 0; i < frame.size(); i++) {
      Question each = frame.get(i);
      JsonArray told = answer.get(i).asArray();
      if (told.size() == 1) {
        again.add(new Question(each.step(), true));
      } else if (told.get(0).asLong() == FAILED) {
        each.step().failed(WorkerException.of(told.get(1).asObject(), name()));
      } else {
        each.step().accumulated(told.get(1));
      }
    }
  }

  private JsonWriter write(List<Question> frame, JsonWriter begun) {
    begun.beginArray();
    for (Question each : frame) {
      Object before = each.accumulated();
      Json start = initial == null ? Json.NULL : initial;
      begun.beginArray().write(before == null ? (Object) start : before);
      begun.write((Object) each.removed()).write((Object) each.added()).endArray();
    }
    return begun.endArray();
  }

  private Scope nothing() {
    return new Scope(pool(), owner(), List.of(), null);
  }

  @Override
  public Json add(@Nullable Json accumulated, Json value) {
    return told(accumulated, List.of(), List.of(value)).get(1);
  }

  @Override
  public @Nullable Json remove(Json accumulated, Json value) {
    JsonArray told = told(accumulated, List.of(value), List.of());
    return told.size() == 1 ? null : told.get(1);
  }

  private JsonArray told(@Nullable Json accumulated, List<Json> removed, List<Json> added) {
    JsonArray told =
        turn(
                "reduce",
                frame ->
                    frame
                        .beginArray()
                        .beginArray()
                        .write((Object) (accumulated == null ? Json.NULL : accumulated))
                        .write((Object) removed)
                        .write((Object) added)
                        .endArray()
                        .endArray(),
                nothing())
            .asArray()
            .get(0)
            .asArray();
    if (told.size() > 1 && told.get(0).asLong() == FAILED) {
      throw WorkerException.of(told.get(1).asObject(), name());
    }
    return told;
  }
}
