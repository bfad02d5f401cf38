package io.skipruntime.examples;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.SkipException;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.examples.groups.GroupsWeb;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.options.UsageException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Runs the groups service with its web application, and says what to try with them. Takes the
 * options of every server, too.
 */
@Command(
    name = "demo",
    sortOptions = false,
    description = "Runs the groups service with its web application.")
final class Demo implements Callable<Integer> {

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      defaultValue = "8082",
      description = "port of the web application, 0 for any (default: ${DEFAULT-VALUE})")
  private int webPort;

  @Unmatched private List<String> serverArguments = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    try {
      return run(ServerOptions.parse(serverArguments.toArray(new String[0])));
    } catch (UsageException e) {
      if (e.isHelp()) {
        spec.commandLine().usage(System.out);
        System.out.print(e.usage());
        return 0;
      }
      System.err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    } catch (ServerStartException | SkipException e) {
      System.err.println("cannot start: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("cannot start the web application: " + e.getMessage());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** The application listens where subscribers do, and its page may follow the service. */
  private int run(ServerOptions options) throws IOException, InterruptedException {
    String host = reachable(options.streamingHost());
    HttpServer bound = GroupsWeb.bind(options.streamingHost(), webPort);
    SkipServer server;
    try {
      server = SkipServer.start(new GroupsService(), withPage(options, bound, host));
    } catch (RuntimeException e) {
      bound.stop(0);
      throw e;
    }
    Entrypoint service = Entrypoint.of(host, server.streamingPort(), server.controlPort(), false);
    GroupsWeb web = GroupsWeb.start(service, bound);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              web.close();
              server.close();
              stopped.countDown();
            }));
    String control = reachable(options.controlHost()) + ":" + server.controlPort();
    System.out.print(text(control, host + ":" + server.streamingPort(), host + ":" + web.port()));
    stopped.await();
    return 0;
  }

  private static ServerOptions withPage(ServerOptions options, HttpServer bound, String host) {
    Set<String> origins = new HashSet<>(options.corsOrigins());
    origins.addAll(GroupsWeb.origins(bound, host));
    return options.withCorsOrigins(origins);
  }

  /** What to connect to on this machine, for a server that listens at an address. */
  private static String reachable(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    if (address.isAnyLocalAddress()) {
      return "127.0.0.1";
    }
    return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : host;
  }

  private static String text(String control, String streaming, String web) {
    return """
    The groups service is running: for each user, the active friends in each group.
      control    http://%1$s   reads and writes
      streaming  http://%2$s   subscribers
      web        http://%3$s   a web application in front of both; open it in a browser

    Read the active friends of Bob, user 0:
      curl -s -H 'Content-Type: application/json' -d 0 http://%1$s/v1/snapshot/active_friends

    Subscribe to them, in another terminal:
      curl -sN http://%2$s/v1/streams/$(curl -s -H 'Content-Type: application/json' -d 0 http://%1$s/v1/streams/active_friends)
    or, through the web application:
      curl -sNL http://%3$s/active_friends/0

    Write that Carol is active, and watch the subscriber:
      curl -s -X PATCH -H 'Content-Type: application/json' -d '[[2,[{"name":"Carol","active":true,"friends":[0,1]}]]]' http://%1$s/v1/inputs/users
    or that Alice is not, through the web application:
      curl -s -X PUT -d '{"name":"Alice","active":false,"friends":[0,2]}' http://%3$s/users/1

    Stop with Ctrl-C.
    """
        .formatted(control, streaming, web);
  }
}
