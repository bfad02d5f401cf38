package io.skipruntime.examples.demo;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.examples.program.ServerProgram;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A program that runs the live auction with its page, and says where to look and what to try. Takes
 * the options of every server, too.
 */
@Command(
    name = "demo",
    sortOptions = false,
    description = "Runs a live auction with a page that shows what each change causes.")
public final class Demo extends ServerProgram {

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      defaultValue = "8082",
      description = "port of the page, 0 for any (default: ${DEFAULT-VALUE})")
  private int webPort;

  /** A demo that is not run yet. */
  public Demo() {
    super("the page");
  }

  @Override
  protected void run(ServerOptions options) throws IOException, InterruptedException {
    HttpServer bound = RunningDemo.bind(options.streamingHost(), webPort);
    try (RunningDemo demo = RunningDemo.start(options, bound, Trials.Sizes.USUAL)) {
      System.out.print(text(demo.addresses(), demo.page()));
      untilStopped();
    }
  }

  private static String text(DemoWeb.Addresses addresses, String page) {
    return """
    The live auction is running. Open its page:

      %3$s

    There you see the auction, what ran in the engine for the last bid, what went over the wire, and
    why a price is what it is; buttons put the promises to the test. Two windows see each other.

    Or follow the auction in a terminal:
      curl -sN '%2$s/v1/resources/lots?limit=6'
    and bid in another one:
      curl -s %2$s/v1/commands/place_bid -H 'Content-Type: application/json' -d '{"lot":"vase","bidder":"you","amount":1000}'
      curl -s -X PATCH %1$s/v1/inputs/bids -H 'Content-Type: application/json' -d '[["mine",[{"lot":"vase","bidder":"you","amount":2000}]]]'

    It listens at
      control    %1$s   reads and writes, for this machine
      streaming  %2$s   subscribers and commands
    The code is examples/src/main/java/io/skipruntime/examples/demo/LiveAuctionService.java
    Stop with Ctrl-C.
    """
        .formatted(addresses.control(), addresses.streaming(), page);
  }
}
