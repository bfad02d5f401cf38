package io.skipruntime.cluster.shard;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.journal.format.MalformedDataException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The start of a log of commits that shards follow: its first record, and who may use the log. */
public final class LogStart {

  private static final long FIRST_PLACE = 1;
  private static final long READ_MILLIS = 1_000;
  private static final int EPOCH_CHARACTERS = 8;

  private LogStart() {}

  /**
   * The beginning of a log, which is appended if the log is empty.
   *
   * @param name how messages call the log
   * @param plan the plan of the program that is to use the log
   * @param version the author's word for the program; empty if there is none
   * @param waitMillis for how long to wait at most until the beginning is durable
   * @return the beginning, without its data
   * @throws SkipException if the log is of another plan, program or version, or no log of shards;
   *     the message says what to do
   * @throws io.skipruntime.cluster.log.LogUnavailableException if the log cannot be used at present
   */
  public static ShardRecord.Beginning of(
      CommitLog commits, String name, Plan plan, String version, long waitMillis) {
    if (commits.end() == 0) {
      String epoch = UUID.randomUUID().toString().substring(0, EPOCH_CHARACTERS);
      var unused =
          commits.append(
              ShardRecordFormat.encode(
                  new ShardRecord.Beginning(
                      epoch,
                      version,
                      plan.digest(),
                      version.isEmpty() ? plan.program() : "",
                      plan.initialData())),
              waitMillis);
    }
    ShardRecord.Beginning first = first(commits, name);
    require(first, name, plan, version);
    return first;
  }

  private static ShardRecord.Beginning first(CommitLog commits, String name) {
    return InputsSnapshot.ifShortened(commits, name)
        .map(InputsSnapshot::beginning)
        .orElseGet(() -> read(commits, name));
  }

  /**
   * The beginning of a log, without its data, if the log has its first record; looks at no
   * snapshot.
   *
   * @throws SkipException as {@link #of} does
   */
  static Optional<ShardRecord.Beginning> present(CommitLog commits, String name) {
    return commits.end() == 0 || commits.extent().first() > FIRST_PLACE
        ? Optional.empty()
        : Optional.of(read(commits, name));
  }

  private static ShardRecord.Beginning read(CommitLog commits, String name) {
    List<byte[]> records = commits.read(FIRST_PLACE, 1, READ_MILLIS);
    if (records.isEmpty()) {
      throw new DamagedLogException("the log " + name + " does not have its first record");
    }
    try {
      if (ShardRecordFormat.divide(records.getFirst()).head()
          instanceof ShardRecord.Beginning beginning) {
        return beginning;
      }
    } catch (MalformedDataException e) {
      throw new SkipException(notOfShards(name) + " (" + e.getMessage() + ")", e);
    }
    throw new SkipException(notOfShards(name));
  }

  private static String notOfShards(String name) {
    return "the log "
        + name
        + " does not begin as one that shards follow: it is of nodes that each compute the whole"
        + " service, or of something else; use another address, and load the data there";
  }

  /**
   * Checks that a program may use the log with a beginning.
   *
   * @throws SkipException if the log is of another plan, program or version; the message says what
   *     to do
   */
  public static void require(
      ShardRecord.Beginning beginning, String name, Plan plan, String version) {
    if (!beginning.plan().equals(plan.digest())) {
      throw new SkipException(
          "the log "
              + name
              + " is of the plan "
              + beginning.plan()
              + ", and this program has the plan "
              + plan.digest()
              + ": its inputs or its createGraph differ. Start the program that the others run"
              + " (./skip plan shows what a program has); or begin another log, and load the data"
              + " into it");
    }
    if (!beginning.version().equals(version)) {
      throw new SkipException(
          "the log "
              + name
              + " is of the version '"
              + beginning.version()
              + "' of the program, and this is '"
              + version
              + "': give all processes the --cluster-version of the program that they run; for"
              + " another version, begin another log, and load the data into it");
    }
    if (version.isEmpty() && !beginning.program().equals(plan.program())) {
      throw new SkipException(
          "the log "
              + name
              + " is of the classes "
              + beginning.program()
              + ", and this program has the classes "
              + plan.program()
              + " with the same plan: its functions may compute something else. Start the program"
              + " that the others run; or begin another log, and load the data into it. For builds"
              + " that differ and compute the same, begin that log with one --cluster-version for"
              + " all processes");
    }
  }
}
