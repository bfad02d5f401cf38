package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.MirroredCollection;
import io.skipruntime.engine.spi.WaveRuns;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A part of a wave that is one frame. While it runs, it answers what the functions read beyond
 * their mirrors; such a read is recorded when the engine replays the run.
 *
 * @param parts the runs, in order
 */
record WaveSlice(List<Part> parts) implements Asked {

  /** A collection is mirrored wholly if it has at most so many keys for each run. */
  private static final int KEYS_PER_RUN = 4;

  /** So many keys are always mirrored wholly. */
  private static final int FEW_KEYS = 16;

  /**
   * Some runs of one function: those of the source entries from {@code from} on and before {@code
   * to}.
   */
  record Part(WaveRuns runs, int from, int to) {

    int size() {
      return to - from;
    }

    FunctionReference function() {
      return ((WorkerFunction) runs.function()).reference();
    }
  }

  /**
   * A run of a source entry.
   *
   * @param runs those of its function
   * @param from the place among these of the first one that was run together with it
   * @param index its own place
   */
  record Run(WaveRuns runs, int from, int index) {}

  /** The run that has a number in the slice, from 0 on. */
  Run run(int number) {
    int left = number;
    for (Part part : parts) {
      if (left < part.size()) {
        return new Run(part.runs(), part.from(), part.from() + left);
      }
      left -= part.size();
    }
    throw new SkipException("a worker has announced a run that there is not: " + number);
  }

  /** The runs of one source entry. */
  static WaveSlice of(WaveRuns runs, int index) {
    return new WaveSlice(List.of(new Part(runs, index, index + 1)));
  }

  /** How many runs there are. */
  int size() {
    return parts.stream().mapToInt(Part::size).sum();
  }

  /** Whether several writes cause the runs, each of which can be made by itself. */
  boolean isOfSeveralWrites() {
    return parts.getFirst().runs().areOfSeveralWrites();
  }

  /**
   * Writes the frame for a process.
   *
   * @param isAnnounced whether the process is to say of each run that it begins
   */
  JsonWriter frame(FunctionTable functions, Mirrors mirrors, boolean isAnnounced) {
    mirrors.giveUp();
    functions.beginFrame();
    JsonWriter frame = new JsonWriter();
    frame.beginArray().write("wave").beginArray();
    int[] numbers = new int[parts.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = functions.number(parts.get(i).function(), frame);
    }
    frame.endArray();
    Set<Mirror> used = new LinkedHashSet<>();
    parts.forEach(part -> want(part, mirrors, used));
    mirrors.write(used, frame);
    frame.beginArray();
    int first = 0;
    for (int i = 0; i < numbers.length; i++) {
      write(parts.get(i), numbers[i], first, mirrors, frame);
      first += parts.get(i).runs().collections().size();
    }
    frame.endArray();
    if (isAnnounced) {
      frame.write(true);
    }
    return frame.endArray();
  }

  private static void want(Part part, Mirrors mirrors, Set<Mirror> used) {
    WaveRuns runs = part.runs();
    Mirror input = mirrors.of(runs.input());
    used.add(input);
    if (part.size() > 1 && part.size() == runs.input().keyCount()) {
      input.wantAll();
    }
    for (int i = part.from(); i < part.to(); i++) {
      input.want(runs.key(i));
    }
    List<? extends MirroredCollection> collections = runs.collections();
    for (MirroredCollection each : collections) {
      Mirror mirror = mirrors.of(each);
      used.add(mirror);
      if (part.from() == 0) {
        mirror.beginWave();
      }
      if (each.keyCount() <= KEYS_PER_RUN * runs.size() + FEW_KEYS) {
        mirror.wantAll();
      }
    }
    if (!collections.isEmpty() && !runs.areFirst()) {
      for (int i = part.from(); i < part.to(); i++) {
        runs.forEachReadBefore(
            i,
            (collection, key) -> {
              if (collections.contains(collection)) {
                mirrors.of(collection).want(key);
              }
            });
      }
    }
  }

  private static void write(Part part, int number, int first, Mirrors mirrors, JsonWriter frame) {
    WaveRuns runs = part.runs();
    frame.beginArray().write(number).write(mirrors.of(runs.input()).number()).beginArray();
    for (int i = part.from(); i < part.to(); i++) {
      frame.write(runs.key(i));
    }
    frame.endArray().beginArray();
    for (MirroredCollection each : runs.collections()) {
      frame.write(mirrors.of(each).number());
    }
    frame.endArray().write(first).endArray();
  }

  /** Gives the engine the outcomes that a process has answered. */
  void accept(JsonArray answer) {
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      JsonArray told = answer.get(p).asArray();
      for (int i = 0; i < part.size(); i++) {
        Outcome outcome = Outcome.read(told.get(i), part.function().name());
        if (outcome != null) {
          part.runs().outcome(part.from() + i, outcome);
        }
      }
    }
  }

  @Override
  public void answer(JsonArray question, Mirrors mirrors, JsonWriter answer) {
    switch (question.get(0).asString()) {
      case "get" ->
          mirrors.answer(collection(question.get(1)), CanonicalKey.of(question.get(2)), answer);
      case "size" -> answer.write((long) collection(question.get(1)).keyCount());
      default -> answer.write((Object) Scope.extract(question));
    }
  }

  private MirroredCollection collection(Json number) {
    int place = (int) number.asLong();
    for (Part part : parts) {
      List<? extends MirroredCollection> collections = part.runs().collections();
      if (place < collections.size()) {
        return collections.get(place);
      }
      place -= collections.size();
    }
    throw new SkipException("a worker has named a collection that there is not: " + number);
  }
}
