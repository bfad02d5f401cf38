package io.skipruntime.cluster;

import io.skipruntime.Entry;
import io.skipruntime.cluster.log.FileLog;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process that is a node, writes without end until it is killed, and prints a line for each write
 * that was acknowledged. Arguments: the directory of the log, and the account that it increments;
 * its plain writes go to accounts that no other process writes.
 */
final class WritingProcess {

  private static final long MILLION = 1_000_000;
  private static final long SEGMENT_BYTES = 12_000;

  private WritingProcess() {}

  /** The cluster of a log whose segments are small, so that nodes write snapshots all the time. */
  static Cluster cluster(Path directory) {
    return Cluster.on(() -> FileLog.open(directory, SEGMENT_BYTES), "of the test")
        .withProgramVersion("1");
  }

  public static void main(String[] arguments) {
    long account = Long.parseLong(arguments[1]);
    ServiceInstance node =
        ServiceInstance.start(
            new TallyService(),
            EngineOptions.defaults().withCommitOrder(cluster(Path.of(arguments[0]))));
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
