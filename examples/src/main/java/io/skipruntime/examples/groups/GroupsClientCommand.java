package io.skipruntime.examples.groups;

import io.skipruntime.client.BrokerException;
import io.skipruntime.client.Entrypoint;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A program that plays the scenario of {@link GroupsClient} once. */
@Command(
    name = "groups-client",
    sortOptions = false,
    description = "A client of a running groups service; it sets the users and groups anew.")
public final class GroupsClientCommand implements Callable<Integer> {

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  @SuppressWarnings("UnusedVariable") // picocli asks the option
  private boolean help;

  @Override
  public Integer call() {
    Entrypoint entrypoint = service.entrypoint();
    try {
      GroupsClient.play(entrypoint, System.out);
      return 0;
    } catch (UncheckedIOException e) {
      System.err.println(
          "the groups service cannot be reached at "
              + entrypoint.control()
              + " and "
              + entrypoint.streaming()
              + "; start it by: ./skip run groups");
    } catch (BrokerException | IllegalStateException e) {
      System.err.println(e.getMessage());
    }
    return 1;
  }
}
