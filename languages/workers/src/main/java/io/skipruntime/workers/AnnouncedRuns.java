package io.skipruntime.workers;

import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonWriter;

/** The runs of a slice that a process announces, so that the one is known that ends it. */
final class AnnouncedRuns implements Asked {

  private final WaveSlice slice;
  private int last;

  AnnouncedRuns(WaveSlice slice) {
    this.slice = slice;
  }

  /** The number in the slice of the run that began last; of the first one, if none has. */
  int last() {
    return last;
  }

  @Override
  public void begun(int number) {
    last = number;
  }

  @Override
  public void answer(JsonArray question, Mirrors mirrors, JsonWriter answer) {
    slice.answer(question, mirrors, answer);
  }
}
