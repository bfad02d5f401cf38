package io.skipruntime.cli;

import io.skipruntime.client.SkipServiceBroker;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that uses a service. */
abstract class ServiceCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Option(names = "--json", description = "write JSON, for programs")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  @SuppressWarnings("UnusedVariable") // picocli asks the option
  private boolean help;

  ServiceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Does what the command is for; its exit code. */
  abstract int run(SkipServiceBroker broker);

  @Override
  public final Integer call() {
    try (SkipServiceBroker broker = service.broker()) {
      return run(broker);
    }
  }

  final Terminal terminal() {
    return terminal;
  }

  /** Whether the result is for a program. */
  final boolean isJson() {
    return json;
  }
}
