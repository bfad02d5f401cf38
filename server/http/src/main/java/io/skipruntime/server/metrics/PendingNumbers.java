package io.skipruntime.server.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.skipruntime.server.pending.OutgoingAnswers;
import io.skipruntime.server.pending.Pending;
import io.skipruntime.server.problem.LimitedLog;
import java.util.List;
import java.util.function.Consumer;

/**
 * The numbers of what is on its way, and of what was left out since it was too much.
 *
 * @param listeners what each listener holds
 */
record PendingNumbers(List<Pending> listeners) implements Consumer<Samples> {

  /** Copies the list. */
  PendingNumbers {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void accept(Samples samples) {
    Samples.Family answerBytes =
        samples.gauge(
            "skip_pending_answer_bytes", "Bytes of answers that clients have not taken yet.");
    Samples.Family bodyBytes =
        samples.gauge("skip_pending_body_bytes", "Bytes of bodies that are not handled yet.");
    Samples.Family ended =
        samples.counter("skip_answers_ended", "Answers that were cut off, by the reason for it.");
    Samples.Family refused =
        samples.counter(
            "skip_answers_refused", "Answers replaced by a refusal, since there was no room.");
    for (Pending each : listeners) {
      OutgoingAnswers answers = each.answers();
      Labels labels = Labels.of("listener", answers.listener());
      answerBytes.add(labels, answers.bytes());
      bodyBytes.add(labels, each.bodies().taken());
      ended.add(labels.add("reason", "not taken"), answers.notTaken());
      ended.add(labels.add("reason", "displaced"), answers.displaced());
      ended.add(labels.add("reason", "no room"), answers.noRoom());
      refused.add(labels, answers.refused());
    }
    samples
        .counter(
            "skip_log_lines_omitted",
            "Lines that the log lacks, since there were others of their kind before.")
        .add(LimitedLog.omitted());
  }
}
