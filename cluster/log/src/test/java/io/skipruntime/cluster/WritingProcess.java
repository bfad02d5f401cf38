package io.skipruntime.cluster;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;

/**
 * A process that is a node, writes without end until it is killed, and prints a line for each write
 * that was acknowledged. Arguments: the address of the cluster, and the account that it increments;
 * its plain writes go to accounts that no other process writes.
 */
final class WritingProcess {

  private static final long MILLION = 1_000_000;

  private WritingProcess() {}

  public static void main(String[] arguments) {
    long account = Long.parseLong(arguments[1]);
    ServiceInstance node =
        ServiceInstance.start(
            new TallyService(),
            EngineOptions.defaults()
                .withCommitOrder(Cluster.at(arguments[0]).withProgramVersion("1")));
    long next = ProcessHandle.current().pid() * MILLION;
    print("started " + node.watermark().tick());
    Json params = Json.object(Map.of("account", Json.of(account)));
    while (!Thread.currentThread().isInterrupted()) {
      next++;
      node.update("amounts", List.of(Entry.of(next, next)));
      print("written " + next);
      print("incremented " + node.commands().run("increment", params).result());
    }
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
