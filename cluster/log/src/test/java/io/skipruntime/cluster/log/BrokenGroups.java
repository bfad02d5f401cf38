package io.skipruntime.cluster.log;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** A log that takes the first records of some groups, and fails then. For one thread at a time. */
public final class BrokenGroups extends ForwardingLog {

  /** The choice of the groups that are broken. */
  @FunctionalInterface
  public interface Choice {

    /**
     * How many records are taken of a group before the log fails; empty if it takes all and does
     * not fail.
     *
     * @param call the number of the group, from 1 on
     * @param records how many it has
     */
    OptionalInt taken(int call, int records);
  }

  private final Choice choice;
  private int calls;

  /** A log that is another one, except for the groups that are chosen. */
  public BrokenGroups(CommitLog log, Choice choice) {
    super(log);
    this.choice = choice;
  }

  @Override
  public void appendAll(List<byte[]> records, long waitMillis) {
    calls++;
    OptionalInt taken = choice.taken(calls, records.size());
    super.appendAll(records.subList(0, taken.orElse(records.size())), waitMillis);
    if (taken.isPresent()) {
      throw new LogUnavailableException("the log is away", true, new IOException("away"));
    }
  }
}
