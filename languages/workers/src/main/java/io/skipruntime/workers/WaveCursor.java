package io.skipruntime.workers;

import io.skipruntime.engine.spi.WaveRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A place in a wave, from which the next slice is cut. Thread-safe. */
final class WaveCursor {

  private final List<? extends WaveRuns> wave;
  private int run;
  private int entry;

  WaveCursor(List<? extends WaveRuns> wave) {
    this.wave = wave;
  }

  /** The next slice, of at most so many runs; empty if there are no more. */
  synchronized Optional<WaveSlice> next(int most) {
    List<WaveSlice.Part> parts = new ArrayList<>();
    int room = most;
    while (room > 0 && run < wave.size()) {
      WaveRuns runs = wave.get(run);
      int end = Math.min(runs.size(), entry + room);
      parts.add(new WaveSlice.Part(runs, entry, end));
      room -= end - entry;
      entry = end;
      if (entry == runs.size()) {
        run++;
        entry = 0;
      }
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(new WaveSlice(parts));
  }
}
