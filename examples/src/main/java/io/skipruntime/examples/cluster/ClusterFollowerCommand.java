package io.skipruntime.examples.cluster;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Runs a follower until the process is told to stop. */
@Command(
    name = "cluster-follower",
    sortOptions = false,
    description = "A follower of a running leader. It takes the options of a server, too.")
public final class ClusterFollowerCommand implements Callable<Integer> {

  @Option(
      names = "--leader-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "where the leader runs (default: ${DEFAULT-VALUE})")
  private String host = "";

  @Option(
      names = "--leader-control-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "its port for reads and writes (default: ${DEFAULT-VALUE})")
  private int controlPort;

  @Option(
      names = "--leader-streaming-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "its port for subscribers (default: ${DEFAULT-VALUE})")
  private int streamingPort;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  @SuppressWarnings("UnusedVariable") // picocli asks the option
  private boolean help;

  @Unmatched private List<String> serverOptions = new ArrayList<>();

  @Override
  public Integer call() {
    Entrypoint leader = Entrypoint.of(host, streamingPort, controlPort, false);
    SkipServer.run(
        Cluster.follower(leader), ServerOptions.fromArgs(serverOptions.toArray(new String[0])));
    return 0;
  }
}
