package io.skipruntime.benchmarks.http;

import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.WorkerLanguage;
import io.skipruntime.workers.WorkerOptions;
import io.skipruntime.workers.WorkerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with the server of a program in another language, which is given. It talks as {@link
 * MeasuredServer} does; its CPU time is that of the program, too.
 */
final class MeasuredProgram {

  private MeasuredProgram() {}

  /** Runs the program. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    int controlPort = freePort();
    int streamingPort = freePort();
    List<Entry<Json, Json>> entries = new ArrayList<>();
    for (int key = 0; key < Increments.SIZE; key++) {
      entries.add(new Entry<>(Json.of(key), List.of(Json.of(key))));
    }
    WorkerOptions options = WorkerOptions.of(WorkerLanguage.of(file).command(file, false));
    ServerOptions ports = ServerOptions.defaults().withPorts(controlPort, streamingPort);
    try (WorkerProgram program = WorkerProgram.start(options, ports)) {
      program.service().update("input", entries);
      MeasuredServer.answer(controlPort, streamingPort, () -> cpuNanos(program));
    }
  }

  private static long cpuNanos(WorkerProgram program) {
    return ProcessHandle.of(program.processId())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow()
        .toNanos();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
