package io.skipruntime.workers;

import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ServiceLoader;

/**
 * The usual work of a service in another language, done once, so that the JVM can note which
 * classes it takes and start faster the next time. {@code ./skip} has it done when it is built.
 */
final class Training {

  private static final byte[] ANSWERED = "HTTP/1.1 200 OK".getBytes(StandardCharsets.US_ASCII);
  private static final int FAILED = 1;

  private final int controlPort;
  private final int streamingPort;

  private Training() throws IOException {
    controlPort = freePort();
    streamingPort = freePort();
  }

  /** Does the work in each language that is there; the status to exit with. */
  static int run() throws IOException {
    boolean isDone = false;
    for (WorkerLanguage language : ServiceLoader.load(WorkerLanguage.class)) {
      Path directory = Files.createTempDirectory("skip-training");
      Path program = directory.resolve("training" + language.endings().getLast());
      try {
        Files.writeString(program, language.smallProgram());
        isDone = new Training().run(language, program);
      } finally {
        Files.deleteIfExists(program);
        Files.deleteIfExists(directory);
      }
    }
    return isDone ? 0 : FAILED;
  }

  private boolean run(WorkerLanguage language, Path program) throws IOException {
    // What the environment says, such as where data is kept, is not for this.
    ServerOptions server = ServerOptions.defaults().withPorts(controlPort, streamingPort);
    WorkerOptions workers = WorkerOptions.of(language.command(program, false));
    try (WorkerProgram running = WorkerProgram.start(workers, server)) {
      var unused = running.service();
      boolean isWritten = isAnswered(controlPort, "PATCH /v1/inputs/numbers", "[[2,[2]]]");
      boolean isRead = isAnswered(controlPort, "POST /v1/snapshot/doubled", "{}");
      return isWritten && isRead && isAnswered(streamingPort, "GET /v1/resources/doubled", "");
    }
  }

  /**
   * Whether a request is answered well, by the first line of the answer. The JVM has a client of
   * HTTP, whose classes the cache would have, and every service would take memory for.
   */
  private static boolean isAnswered(int port, String request, String body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String whole =
          request
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(whole.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(ANSWERED.length);
      return Arrays.equals(answer, ANSWERED);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
