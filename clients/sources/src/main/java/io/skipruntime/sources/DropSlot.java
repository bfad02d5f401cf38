package io.skipruntime.sources;

import io.skipruntime.postgres.ReplicationSlots;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code skip source drop-slot}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "drop-slot",
    description =
        "Drops the replication slot of a service that is gone, so that the server need not keep"
            + " its log for it any more. A slot that is in use stays.")
final class DropSlot implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "SLOT", description = "the name of the slot")
  private String slot = "";

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Override
  public Integer call() {
    ReplicationSlots.of(database.options()).drop(slot);
    System.out.println("dropped " + slot);
    return 0;
  }
}
