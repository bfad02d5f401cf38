package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.CommitLogProvider;
import io.skipruntime.cluster.log.MemoryLog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Logs in the memory of this process, at addresses such as {@code memory:NAME}. */
public final class MemoryLogs implements CommitLogProvider {

  private static final Map<String, MemoryLog> LOGS = new ConcurrentHashMap<>();

  /** For the service loader. */
  public MemoryLogs() {}

  @Override
  public String scheme() {
    return "memory";
  }

  @Override
  public Supplier<CommitLog> at(String address) {
    return () -> LOGS.computeIfAbsent(address, name -> new MemoryLog()).open();
  }

  @Override
  public String beside(String address, String name) {
    return address + "-" + name;
  }
}
