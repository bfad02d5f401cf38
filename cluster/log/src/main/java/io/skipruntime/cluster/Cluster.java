package io.skipruntime.cluster;

import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.CommitLogProvider;
import io.skipruntime.engine.spi.CommitOrder;
import io.skipruntime.engine.spi.CommitOrderContext;
import io.skipruntime.engine.spi.CommitOrderProvider;
import io.skipruntime.journal.ProgramIdentity;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cluster: the processes that run one service over one log of commits. {@code
 * EngineOptions.withCommitOrder} takes it, and makes the process a node of the cluster. Immutable.
 */
public final class Cluster implements CommitOrderProvider {

  private final Supplier<CommitLog> log;
  private final String name;
  private final Optional<String> programVersion;

  private Cluster(Supplier<CommitLog> log, String name, Optional<String> programVersion) {
    this.log = log;
    this.name = name;
    this.programVersion = programVersion;
  }

  /**
   * The cluster of the log at an address, such as {@code file:DIRECTORY}.
   *
   * @throws IllegalArgumentException if there is no log for such an address; the message says what
   *     there is
   */
  public static Cluster at(String address) {
    CommitLogProvider provider = CommitLogProvider.of(address);
    return new Cluster(provider.at(address), address, Optional.empty());
  }

  /**
   * The cluster of a log.
   *
   * @param log opens the log, once for each start of a node
   * @param name how messages call it
   */
  public static Cluster on(Supplier<CommitLog> log, String name) {
    return new Cluster(log, name, Optional.empty());
  }

  /**
   * The same cluster, whose program is identified by the author's word in place of a digest of all
   * classes: nodes with equal versions compute the same, by the author's promise. Their graphs and
   * inputs are compared all the same.
   */
  public Cluster withProgramVersion(String version) {
    return new Cluster(log, name, Optional.of(version));
  }

  @Override
  public CommitOrder open(SkipService<?, ?> service, CommitOrderContext context) {
    String program;
    try {
      program = ProgramIdentity.of(service.getClass(), programVersion);
    } catch (IOException e) {
      throw new SkipException("the classes of the service cannot be read", e);
    }
    CommitLog opened = log.get();
    try {
      return ClusterNode.open(opened, name, program, context);
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }
}
