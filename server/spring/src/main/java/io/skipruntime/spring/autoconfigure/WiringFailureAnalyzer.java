package io.skipruntime.spring.autoconfigure;

import static java.util.stream.Collectors.joining;

import io.skipruntime.WiringException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The explanation of a service that is put together wrongly, or injected where it does not fit. */
final class WiringFailureAnalyzer extends AbstractFailureAnalyzer<WiringException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, WiringException cause) {
    return new FailureAnalysis(
        "The service is put together wrongly:\n\n"
            + cause.problems().stream().map("    "::concat).collect(joining("\n")),
        "Correct the places that are named above.",
        cause);
  }
}
