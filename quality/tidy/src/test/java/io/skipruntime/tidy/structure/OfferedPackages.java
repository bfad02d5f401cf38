package io.skipruntime.tidy.structure;

import java.util.Set;

/**
 * The packages that users of the project may use; all others are the inside of a module, which may
 * change at any time.
 */
final class OfferedPackages {

  private static final Set<String> OFFERED =
      Set.of(
          "io.skipruntime",
          "io.skipruntime.json",
          "io.skipruntime.engine",
          "io.skipruntime.engine.spi",
          "io.skipruntime.engine.shard",
          "io.skipruntime.server",
          "io.skipruntime.server.host",
          "io.skipruntime.server.options",
          "io.skipruntime.server.postgres",
          "io.skipruntime.server.spi",
          "io.skipruntime.sql",
          "io.skipruntime.sql.catalog",
          "io.skipruntime.sql.system",
          "io.skipruntime.workers",
          "io.skipruntime.language.typescript",
          "io.skipruntime.language.python",
          "io.skipruntime.spring",
          "io.skipruntime.spring.mount",
          "io.skipruntime.spring.test",
          "io.skipruntime.client",
          "io.skipruntime.client.live",
          "io.skipruntime.connect",
          "io.skipruntime.postgres",
          "io.skipruntime.kafka",
          "io.skipruntime.kafka.registry",
          "io.skipruntime.redis",
          "io.skipruntime.nats",
          "io.skipruntime.jdbc",
          "io.skipruntime.files",
          "io.skipruntime.mirror",
          "io.skipruntime.cluster",
          "io.skipruntime.cluster.log",
          "io.skipruntime.cluster.shard",
          "io.skipruntime.cluster.kafka",
          "io.skipruntime.cluster.flink",
          "io.skipruntime.journal",
          "io.skipruntime.testkit",
          "io.skipruntime.testkit.adapter",
          "io.skipruntime.testkit.consistency",
          "io.skipruntime.testkit.contents",
          "io.skipruntime.testkit.junit",
          "io.skipruntime.testkit.scratch",
          "io.skipruntime.typescript");

  private OfferedPackages() {}

  /** Whether a package is for users. */
  static boolean has(String packageName) {
    return OFFERED.contains(packageName);
  }
}
