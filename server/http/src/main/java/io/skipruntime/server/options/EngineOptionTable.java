package io.skipruntime.server.options;

import io.skipruntime.engine.EngineOptions;
import java.util.List;

/** The options of the engine that an operator may set. */
final class EngineOptionTable {

  /** The options, in the order in which they are listed. */
  static final List<PartOption<EngineOptions, ?>> ALL =
      List.of(
          new PartOption<>(
              "max-streams",
              OptionType.COUNT,
              "how many streams may be open at a time",
              EngineOptions::maxStreams,
              EngineOptions::withMaxStreams),
          new PartOption<>(
              "max-instances",
              OptionType.COUNT,
              "how many resource instances there may be at a time",
              EngineOptions::maxInstances,
              EngineOptions::withMaxInstances),
          new PartOption<>(
              "idle-seconds",
              OptionType.SECONDS,
              "how long a stream is kept that nobody has followed, and an instance that nobody"
                  + " reads",
              EngineOptions::idleMillis,
              EngineOptions::withIdleMillis),
          new PartOption<>(
              "resume-seconds",
              OptionType.SECONDS,
              "how long a subscriber may be away: its stream is kept, and it is told only what"
                  + " changed",
              EngineOptions::resumeMillis,
              EngineOptions::withResumeMillis),
          new PartOption<>(
              "history-seconds",
              OptionType.SECONDS,
              "how far back reads with at= can go; 0 for no further than the last commit",
              EngineOptions::historyMillis,
              EngineOptions::withHistoryMillis),
          new PartOption<>(
              "history-bytes",
              OptionType.BYTES,
              "how much memory the commits of history-seconds may take, by an estimate",
              EngineOptions::historyBytes,
              EngineOptions::withHistoryBytes),
          new PartOption<>(
              "inspect",
              OptionType.SWITCH,
              "for diagnosis: keep what ran in the last commits, and answer /v1/inspect at control",
              EngineOptions::inspect,
              EngineOptions::withInspect),
          new PartOption<>(
              "wait-seconds",
              OptionType.SECONDS,
              "how long a request waits for its turn behind a function, for a function of its own,"
                  + " and then for the storage, before it gets 503",
              EngineOptions::waitMillis,
              EngineOptions::withWaitMillis),
          new PartOption<>(
              "close-seconds",
              OptionType.SECONDS,
              "how long the end of the service waits for a function that runs",
              EngineOptions::closeMillis,
              EngineOptions::withCloseMillis),
          new PartOption<>(
              "stuck-seconds",
              OptionType.SECONDS,
              "after how long a function that holds up all writes is logged with its stack, and"
                  + " makes the server unready",
              EngineOptions::stuckMillis,
              EngineOptions::withStuckMillis),
          new PartOption<>(
              "source-timeout-seconds",
              OptionType.SECONDS,
              "how long a request waits for the first data of an external source",
              EngineOptions::sourceTimeoutMillis,
              EngineOptions::withSourceTimeoutMillis),
          new PartOption<>(
              "clock-seconds",
              OptionType.SECONDS,
              "the steps in which the time goes on that functions follow, each of which is a"
                  + " commit",
              EngineOptions::clockMillis,
              EngineOptions::withClockMillis),
          new PartOption<>(
              "parallelism",
              OptionType.PROCESSORS,
              "how many threads may run functions of one node at once",
              EngineOptions::parallelism,
              EngineOptions::withParallelism),
          new PartOption<>(
              "strict",
              OptionType.SWITCH,
              "reject a write that makes a resource instance fail, instead of failing the instance",
              EngineOptions::strict,
              (options, strict) -> strict ? options.withStrict() : options));

  private EngineOptionTable() {}
}
