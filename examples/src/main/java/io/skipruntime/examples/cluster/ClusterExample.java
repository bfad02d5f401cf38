package io.skipruntime.examples.cluster;

import io.skipruntime.SkipException;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs a leader and three followers in one process, to try them. */
public final class ClusterExample {

  private static final int FOLLOWERS = 3;
  private static final int FIRST_CONTROL = 8191;
  private static final int FIRST_STREAMING = 8181;

  private ClusterExample() {}

  /**
   * Runs all until the process is told to stop.
   *
   * @param options those of the leader
   */
  public static int run(ServerOptions options) {
    CountDownLatch stopped = new CountDownLatch(1);
    List<SkipServer> followers = new ArrayList<>();
    try (SkipServer leader = SkipServer.start(Cluster.leader(), options)) {
      Entrypoint entrypoint = Entrypoint.local(leader.streamingPort(), leader.controlPort());
      for (int i = 0; i < FOLLOWERS; i++) {
        ServerOptions follower =
            ServerOptions.defaults()
                .withPorts(FIRST_CONTROL + i, FIRST_STREAMING + i)
                .withResourcePrefix("follower-" + (i + 1));
        followers.add(SkipServer.start(Cluster.follower(entrypoint), follower));
      }
      System.out.print(text(leader, followers));
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "cluster-stop"));
      stopped.await();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (ServerStartException | SkipException e) {
      System.err.println("the cluster cannot start: " + e.getMessage());
      return 1;
    } finally {
      followers.forEach(SkipServer::close);
    }
  }

  private static String text(SkipServer leader, List<SkipServer> followers) {
    StringBuilder text = new StringBuilder("The groups service is running as a cluster:\n");
    text.append(line("leader", leader));
    followers.forEach(follower -> text.append(line("follower", follower)));
    SkipServer first = followers.getFirst();
    return text.append(
            """

            Follow Bob's active friends at a follower:
              curl -sN 'http://127.0.0.1:%d/v1/resources/active_friends?params=0'
            Write at the leader that Carol is active, and watch:
              curl -s -X PATCH -H 'Content-Type: application/json' -d '[[2,[{"name":"Carol","active":true,"friends":[0,1]}]]]' http://127.0.0.1:%d/v1/inputs/users
            docs/deploy/cluster.cfg is a HAProxy configuration for the four.

            Stop with Ctrl-C.
            """
                .formatted(first.streamingPort(), leader.controlPort()))
        .toString();
  }

  private static String line(String role, SkipServer server) {
    return "  %-10s control http://127.0.0.1:%d  streaming http://127.0.0.1:%d%n"
        .formatted(role, server.controlPort(), server.streamingPort());
  }
}
