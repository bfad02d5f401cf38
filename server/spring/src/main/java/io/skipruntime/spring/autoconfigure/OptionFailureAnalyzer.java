package io.skipruntime.spring.autoconfigure;

import static java.util.stream.Collectors.joining;

import io.skipruntime.server.options.UsageException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The explanation of properties whose values are not allowed, or whose names are misspelled. */
final class OptionFailureAnalyzer extends AbstractFailureAnalyzer<UsageException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UsageException cause) {
    return new FailureAnalysis(
        "Properties of the service are not right:\n\n"
            + String.valueOf(cause.getMessage()).lines().map("    "::concat).collect(joining("\n")),
        "Correct these properties. The completion of an editor has all names and values.",
        cause);
  }
}
