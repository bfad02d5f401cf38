package io.skipruntime.sources;

import io.skipruntime.postgres.ReplicationSlots;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code skip source slots}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "slots",
    description =
        "Lists the replication slots of a PostgreSQL database: the name of each, whether it is in"
            + " use, and how much of its log the server keeps for it.")
final class ListSlots implements Callable<Integer> {

  private static final double MEBIBYTE = 1 << 20;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Override
  public Integer call() {
    List<ReplicationSlots.Slot> slots = ReplicationSlots.of(database.options()).list();
    int width = slots.stream().mapToInt(slot -> slot.name().length()).max().orElse(0);
    for (ReplicationSlots.Slot slot : slots) {
      System.out.printf(
          "%-" + width + "s  %s  keeps %.1f MiB%s%s%n",
          slot.name(),
          slot.isActive() ? "in use    " : "not in use",
          slot.keptBytes() / MEBIBYTE,
          slot.state().isEmpty() ? "" : ", " + slot.state(),
          slot.isTemporary() ? ", temporary" : "");
    }
    if (slots.isEmpty()) {
      System.err.println("there are no replication slots of this database");
    }
    return 0;
  }
}
