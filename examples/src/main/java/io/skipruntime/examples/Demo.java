package io.skipruntime.examples;

import io.skipruntime.SkipException;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.examples.groups.GroupsWeb;
import io.skipruntime.server.ServerOptions;
import io.skipruntime.server.ServerStartException;
import io.skipruntime.server.SkipServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the groups service with its web application, and says what to try with them. */
@Command(
    name = "demo",
    sortOptions = false,
    description = "Runs the groups service with its web application.")
final class Demo implements Callable<Integer> {

  private static final String HOST = "127.0.0.1";

  @Option(
      names = "--control-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "port for reads and writes, 0 for any (default: ${DEFAULT-VALUE})")
  private int controlPort;

  @Option(
      names = "--streaming-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "port for subscribers, 0 for any (default: ${DEFAULT-VALUE})")
  private int streamingPort;

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      defaultValue = "8082",
      description = "port of the web application, 0 for any (default: ${DEFAULT-VALUE})")
  private int webPort;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  @SuppressWarnings("UnusedVariable") // picocli asks the option
  private boolean help;

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    try {
      ServerOptions options = ServerOptions.defaults().withPorts(controlPort, streamingPort);
      SkipServer server = SkipServer.start(new GroupsService(), options);
      GroupsWeb web = startWeb(server);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                web.close();
                server.close();
                stopped.countDown();
              }));
      System.out.print(text(server.controlPort(), server.streamingPort(), web.port()));
      stopped.await();
      return 0;
    } catch (ServerStartException | SkipException e) {
      System.err.println("cannot start: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("cannot start the web application: " + e.getMessage());
    }
    return 1;
  }

  private GroupsWeb startWeb(SkipServer server) throws IOException {
    try {
      Entrypoint service = Entrypoint.local(server.streamingPort(), server.controlPort());
      return GroupsWeb.start(service, HOST, webPort);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static String text(int controlPort, int streamingPort, int webPort) {
    return """
    The groups service is running: for each user, the active friends in each group.
      control    http://127.0.0.1:%1$d   reads and writes
      streaming  http://127.0.0.1:%2$d   subscribers
      web        http://127.0.0.1:%3$d   a web application in front of both

    Read the active friends of Bob, user 0:
      curl -s -H 'Content-Type: application/json' -d 0 http://127.0.0.1:%1$d/v1/snapshot/active_friends

    Subscribe to them, in another terminal:
      curl -sN http://127.0.0.1:%2$d/v1/streams/$(curl -s -H 'Content-Type: application/json' -d 0 http://127.0.0.1:%1$d/v1/streams/active_friends)
    or, through the web application:
      curl -sNL http://127.0.0.1:%3$d/active_friends/0

    Write that Carol is active, and watch the subscriber:
      curl -s -X PATCH -H 'Content-Type: application/json' -d '[[2,[{"name":"Carol","active":true,"friends":[0,1]}]]]' http://127.0.0.1:%1$d/v1/inputs/users
    or that Alice is not, through the web application:
      curl -s -X PUT -d '{"name":"Alice","active":false,"friends":[0,2]}' http://127.0.0.1:%3$d/users/1

    Stop with Ctrl-C.
    """
        .formatted(controlPort, streamingPort, webPort);
  }
}
