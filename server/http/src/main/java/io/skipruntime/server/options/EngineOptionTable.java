package io.skipruntime.server.options;

import io.skipruntime.engine.EngineOptions;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The options of the engine that an operator may set. */
final class EngineOptionTable {

  /** The options, in the order in which they are listed. */
  static final List<ServerOption<?>> ALL =
      List.of(
          engine(
              "max-streams",
              OptionType.COUNT,
              "how many streams may be open at a time",
              EngineOptions::maxStreams,
              EngineOptions::withMaxStreams),
          engine(
              "max-instances",
              OptionType.COUNT,
              "how many resource instances there may be at a time",
              EngineOptions::maxInstances,
              EngineOptions::withMaxInstances),
          engine(
              "idle-seconds",
              OptionType.SECONDS,
              "how long a stream is kept that nobody has followed, and an instance that nobody"
                  + " reads",
              EngineOptions::idleMillis,
              EngineOptions::withIdleMillis),
          engine(
              "resume-seconds",
              OptionType.SECONDS,
              "how long a subscriber may be away: its stream is kept, and it is told only what"
                  + " changed",
              EngineOptions::resumeMillis,
              EngineOptions::withResumeMillis),
          engine(
              "history-seconds",
              OptionType.SECONDS,
              "how far back reads with at= can go; 0 for no further than the last commit",
              EngineOptions::historyMillis,
              EngineOptions::withHistoryMillis),
          engine(
              "history-bytes",
              OptionType.BYTES,
              "how much memory the commits of history-seconds may take, by an estimate",
              EngineOptions::historyBytes,
              EngineOptions::withHistoryBytes),
          engine(
              "inspect",
              OptionType.SWITCH,
              "for diagnosis: keep what ran in the last commits, and answer /v1/inspect at control",
              EngineOptions::inspect,
              EngineOptions::withInspect),
          engine(
              "wait-seconds",
              OptionType.SECONDS,
              "how long a request waits for its turn behind a function, for a function of its own,"
                  + " and then for the storage, before it gets 503",
              EngineOptions::waitMillis,
              EngineOptions::withWaitMillis),
          engine(
              "close-seconds",
              OptionType.SECONDS,
              "how long the end of the service waits for a function that runs",
              EngineOptions::closeMillis,
              EngineOptions::withCloseMillis),
          engine(
              "stuck-seconds",
              OptionType.SECONDS,
              "after how long a function that holds up all writes is logged with its stack, and"
                  + " makes the server unready",
              EngineOptions::stuckMillis,
              EngineOptions::withStuckMillis),
          engine(
              "source-timeout-seconds",
              OptionType.SECONDS,
              "how long a request waits for the first data of an external source",
              EngineOptions::sourceTimeoutMillis,
              EngineOptions::withSourceTimeoutMillis),
          engine(
              "clock-seconds",
              OptionType.SECONDS,
              "the steps in which the time goes on that functions follow, each of which is a"
                  + " commit",
              EngineOptions::clockMillis,
              EngineOptions::withClockMillis),
          engine(
              "parallelism",
              OptionType.PROCESSORS,
              "how many threads may run functions of one node at once",
              EngineOptions::parallelism,
              EngineOptions::withParallelism),
          engine(
              "strict",
              OptionType.SWITCH,
              "reject a write that makes a resource instance fail, instead of failing the instance",
              EngineOptions::strict,
              (options, strict) -> strict ? options.withStrict() : options));

  private EngineOptionTable() {}

  private static <T> ServerOption<T> engine(
      String name,
      OptionType<T> type,
      String meaning,
      Function<EngineOptions, T> getter,
      BiFunction<EngineOptions, T, EngineOptions> setter) {
    return ServerOption.ofPart(
        ServerOptions::engine, ServerOptions::withEngine, name, type, meaning, getter, setter);
  }
}
