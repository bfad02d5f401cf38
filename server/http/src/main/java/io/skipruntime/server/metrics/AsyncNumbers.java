package io.skipruntime.server.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.skipruntime.engine.spi.AsyncStatistics;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The numbers of calls of async functions, by the functions' names.
 *
 * @param statistics what was counted
 */
record AsyncNumbers(List<AsyncStatistics> statistics) implements Consumer<Samples> {

  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public void accept(Samples samples) {
    addAll(
        samples.gauge("skip_async_running", "Calls of an async function that go on."),
        AsyncStatistics::running);
    addAll(
        samples.gauge("skip_async_queued", "Calls that wait for their turn."),
        AsyncStatistics::queued);
    addAll(
        samples.gauge("skip_async_pausing", "Failed calls that wait to be made again."),
        AsyncStatistics::pausing);
    addAll(
        samples.gauge("skip_async_outcomes", "Results and failures that the service has."),
        AsyncStatistics::kept);
    addAll(
        samples.counter("skip_async_attempts", "Calls that were begun, each attempt counted."),
        AsyncStatistics::begun);
    addAll(
        samples.counter("skip_async_results", "Attempts that gave a result."),
        AsyncStatistics::succeeded);
    addAll(
        samples.counter(
            "skip_async_failures", "Attempts that failed, those that took too long among them."),
        AsyncStatistics::failed);
    addAll(
        samples.counter("skip_async_timeouts", "Attempts that took too long."),
        AsyncStatistics::timedOut);
    addAll(
        samples.counter("skip_async_retries", "Failed attempts that others followed at once."),
        AsyncStatistics::retried);
    addAll(
        samples.counter(
            "skip_async_cancelled", "Calls that were given up, as their result was not needed."),
        AsyncStatistics::cancelled);
    addAll(
        samples.counter(
            "skip_async_latency_seconds", "How long the attempts took that gave a result."),
        each -> each.latency().toNanos() / NANOS_PER_SECOND);
  }

  private void addAll(Samples.Family family, Function<AsyncStatistics, Number> number) {
    statistics.forEach(each -> family.add(Labels.of("function", each.name()), number.apply(each)));
  }
}
