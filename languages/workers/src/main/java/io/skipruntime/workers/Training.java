package io.skipruntime.workers;

import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * The usual work of a service in another language, done once, so that the JVM can note which
 * classes it takes and start faster the next time. {@code ./skip} has it done when it is built.
 */
final class Training {

  private static final int OK = 200;
  private static final int FAILED = 1;

  private final HttpClient client = HttpClient.newHttpClient();
  private final int controlPort;
  private final int streamingPort;

  private Training() throws IOException {
    controlPort = freePort();
    streamingPort = freePort();
  }

  /** Does the work in each language that is there; the status to exit with. */
  static int run() throws IOException, InterruptedException {
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

  private boolean run(WorkerLanguage language, Path program)
      throws IOException, InterruptedException {
    // What the environment says, such as where data is kept, is not for this.
    ServerOptions server = ServerOptions.defaults().withPorts(controlPort, streamingPort);
    WorkerOptions workers = WorkerOptions.of(language.command(program, false));
    try (WorkerProgram running = WorkerProgram.start(workers, server)) {
      var unused = running.service();
      boolean isWritten =
          isOk(control("inputs/numbers").method("PATCH", BodyPublishers.ofString("[[2,[2]]]")));
      boolean isRead = isOk(control("snapshot/doubled").POST(BodyPublishers.ofString("{}")));
      return isWritten && isRead && isFollowed();
    }
  }

  private boolean isFollowed() throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + streamingPort + "/v1/resources/doubled"));
    HttpResponse<InputStream> answer = send(request, BodyHandlers.ofInputStream());
    try (InputStream events = answer.body()) {
      return answer.statusCode() == OK && events.read() >= 0;
    }
  }

  private HttpRequest.Builder control(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + controlPort + "/v1/" + path))
        .header("Content-Type", "application/json");
  }

  private boolean isOk(HttpRequest.Builder request) throws IOException, InterruptedException {
    return send(request, BodyHandlers.discarding()).statusCode() == OK;
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return client.send(request.build(), handler);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
