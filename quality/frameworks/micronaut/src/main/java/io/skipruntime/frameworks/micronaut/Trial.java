package io.skipruntime.frameworks.micronaut;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.skipruntime.server.SkipServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The application as its users see it: a write to the one server, a stream of the other. */
public final class Trial {

  private Trial() {}

  /** Fails unless a subscriber sees what was written. */
  public static void main(String[] arguments) throws Exception {
    Map<String, Object> freePorts =
        Map.of("micronaut.server.port", -1, "skip.control-port", 0, "skip.streaming-port", 0);
    try (ApplicationContext context = ApplicationContext.run(freePorts);
        EmbeddedServer application = context.getBean(EmbeddedServer.class).start();
        HttpClient client = HttpClient.newHttpClient()) {
      int streamingPort = context.getBean(SkipServer.class).streamingPort();
      URI stream = URI.create("http://127.0.0.1:" + streamingPort + "/v1/resources/twice");
      URI number = URI.create("http://127.0.0.1:" + application.getPort() + "/numbers/a/21");
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  client
                      .send(HttpRequest.newBuilder(stream).build(), BodyHandlers.ofInputStream())
                      .body(),
                  StandardCharsets.UTF_8))) {
        HttpRequest put =
            HttpRequest.newBuilder(number).PUT(HttpRequest.BodyPublishers.noBody()).build();
        int status = client.send(put, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
          throw new IllegalStateException("the write is answered with " + status);
        }
        String line = lines.readLine();
        while (line != null && !line.equals("data: [[\"a\",[42]]]")) {
          line = lines.readLine();
        }
        if (line == null) {
          throw new IllegalStateException("the stream has ended");
        }
        System.out.println("Micronaut: the subscriber has seen " + line);
      }
    }
    System.exit(0);
  }
}
