package io.skipruntime.workers;

import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonWriter;

/** Answers what a worker asks while it runs a turn. */
interface Asked {

  /**
   * Answers a question.
   *
   * @param question a frame {@code get}, {@code size} or {@code extract}
   * @param mirrors those of the process that asks
   * @param answer takes the value, and what changes in mirrors with it
   */
  void answer(JsonArray question, Mirrors mirrors, JsonWriter answer);

  /**
   * Notes that a run of a wave begins whose runs are announced.
   *
   * @param number which one it is of the frame, from 0 on
   */
  default void begun(int number) {}
}
