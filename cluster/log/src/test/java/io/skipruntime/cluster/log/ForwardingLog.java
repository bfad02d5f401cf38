package io.skipruntime.cluster.log;

import java.util.List;

/**
 * A log that is another one, without its snapshots: the logs of tests that do something else in one
 * place extend it.
 */
public class ForwardingLog implements CommitLog {

  private final CommitLog log;

  /** A log that is another one. */
  public ForwardingLog(CommitLog log) {
    this.log = log;
  }

  @Override
  public long append(byte[] record, long waitMillis) {
    return log.append(record, waitMillis);
  }

  @Override
  public List<byte[]> read(long from, int most, long waitMillis) {
    return log.read(from, most, waitMillis);
  }

  @Override
  public long end() {
    return log.end();
  }

  @Override
  public LogExtent extent() {
    return log.extent();
  }

  @Override
  public boolean leads() {
    return log.leads();
  }

  @Override
  public void close() {
    log.close();
  }
}
