package io.skipruntime.spring.autoconfigure;

import io.skipruntime.server.options.OptionDescription;
import io.skipruntime.server.options.ServerStartException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * The explanation of a server that cannot start: a port in use, a file that cannot be read, options
 * that contradict each other. The options have the names of their properties.
 */
final class StartFailureAnalyzer extends AbstractFailureAnalyzer<ServerStartException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ServerStartException cause) {
    return new FailureAnalysis(
        "The service cannot be put on the network: "
            + withProperties(String.valueOf(cause.getMessage()))
            + ".",
        "Change the properties that are named above, or what they name. Port 0 takes any port that"
            + " is free; skip.server=none serves the service nowhere.",
        cause);
  }

  /** A message in which the flags of a command line are properties. */
  static String withProperties(String message) {
    String text = message;
    for (OptionDescription option : OptionProperties.options()) {
      text =
          text.replaceAll(
              "--" + option.name() + "(?![a-z-])", OptionProperties.PREFIX + "." + option.name());
    }
    return text;
  }
}
