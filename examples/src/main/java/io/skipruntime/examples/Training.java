package io.skipruntime.examples;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.examples.groups.GroupsClient;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.examples.groups.GroupsWeb;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * The usual work of a service that is run as an example, done once, so that the JVM can note which
 * classes it takes and start faster the next time.
 */
@Command(name = "train", hidden = true, description = "Does the usual work once.")
final class Training implements Callable<Integer> {

  @Override
  public Integer call() throws IOException {
    // A run reads its options, too; what they say, such as where data is kept, is not for this one.
    if (Example.find("groups").isEmpty() || ServerOptions.parse().watch()) {
      return 1;
    }
    ServerOptions options = ServerOptions.defaults().withPorts(0, 0);
    try (SkipServer server = SkipServer.start(new GroupsService(), options)) {
      Entrypoint service = Entrypoint.local(server.streamingPort(), server.controlPort());
      try (GroupsWeb web = GroupsWeb.start(service, "127.0.0.1", 0)) {
        GroupsClient.play(service, System.out);
        return web.port() > 0 ? 0 : 1;
      }
    }
  }
}
