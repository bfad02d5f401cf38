package io.skipruntime.engine.command;

import io.skipruntime.SkipException;
import io.skipruntime.json.Json;

/** The end of a command, which callers are told who ask under the same key again. */
public sealed interface CommandOutcome {

  /** The commit that has what the command wrote, or that a refusal was decided from. */
  long tick();

  /**
   * The command was carried out.
   *
   * @param result what it gave
   * @param tick the commit that has its writes
   */
  record Done(Json result, long tick) implements CommandOutcome {}

  /**
   * The command refused, and nothing has changed.
   *
   * @param refusal what it threw
   * @param tick the commit that it was decided from
   */
  record Refused(SkipException refusal, long tick) implements CommandOutcome {}
}
