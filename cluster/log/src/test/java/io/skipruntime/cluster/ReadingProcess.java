package io.skipruntime.cluster;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A process that is a node of a {@link LineService} until it is killed, and prints a line when it
 * has begun to read the sources. Arguments: the directory of the log, and that of the files.
 */
final class ReadingProcess {

  private ReadingProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    LineService service = new LineService(Path.of(arguments[1]));
    try (ServiceInstance node =
        ServiceInstance.start(
            service,
            EngineOptions.defaults()
                .withCommitOrder(WritingProcess.cluster(Path.of(arguments[0]))))) {
      Contents.awaitThat("it reads", () -> service.source().readerCount() > 0);
      System.out.println("reads from tick " + node.watermark().tick());
      System.out.flush();
      new CountDownLatch(1).await();
    }
  }
}
