package io.skipruntime.engine.spi;

import io.skipruntime.SkipException;
import io.skipruntime.json.Json;

/** The end of a command's run. */
public sealed interface CommandEnd {

  /** A result. */
  record Done(Json result) implements CommandEnd {}

  /** A refusal; nothing was written. */
  record Refused(SkipException refusal) implements CommandEnd {}

  /** A failure, which is not remembered; nothing was written. */
  record Failed() implements CommandEnd {}
}
