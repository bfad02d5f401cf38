package io.skipruntime.examples.demo;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.examples.groups.GroupsWeb;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All parts of the demo, put together and running: the auction, its pulse, the cable and the web
 * application, which is at the address where the auction has its subscribers. Thread-safe.
 */
final class RunningDemo implements AutoCloseable {

  private final DemoServer server;
  private final Auctioneer auctioneer;
  private final Cable cable;
  private final DemoWeb web;
  private final DemoWeb.Addresses addresses;
  private final String page;

  private RunningDemo(
      DemoServer server,
      Auctioneer auctioneer,
      Cable cable,
      DemoWeb web,
      DemoWeb.Addresses addresses,
      String page) {
    this.server = server;
    this.auctioneer = auctioneer;
    this.cable = cable;
    this.web = web;
    this.addresses = addresses;
    this.page = page;
  }

  /** Binds the web application before the service runs, which is to know its origin. */
  static HttpServer bind(String host, int port) throws IOException {
    return HttpServer.create(new InetSocketAddress(host, port), 0);
  }

  /**
   * Starts the demo.
   *
   * @param bound where the web application listens; it is given back if the demo cannot start
   * @throws IOException if there is no place for the data, or no port for the cable
   */
  static RunningDemo start(ServerOptions options, HttpServer bound, Trials.Sizes sizes)
      throws IOException {
    String host = reachable(options.streamingHost());
    Set<String> origins = new HashSet<>(options.corsOrigins());
    origins.addAll(GroupsWeb.origins(bound, host));
    try {
      DemoServer server = DemoServer.start(options.withCorsOrigins(origins));
      try {
        return start(server, options, bound, sizes, host);
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      bound.stop(0);
      throw e;
    }
  }

  private static RunningDemo start(
      DemoServer server, ServerOptions options, HttpServer bound, Trials.Sizes sizes, String host)
      throws IOException {
    Cable cable =
        Cable.lay(
            options.streamingHost(), new InetSocketAddress(bare(host), server.streamingPort()));
    Auctioneer auctioneer = new Auctioneer(server::instance);
    DemoWeb.Addresses addresses =
        new DemoWeb.Addresses(
            "http://" + host + ":" + cable.port(),
            "http://" + host + ":" + server.streamingPort(),
            "http://" + reachable(options.controlHost()) + ":" + server.controlPort(),
            Stream.of(host, "127.0.0.1", "localhost", "[::1]").collect(Collectors.toSet()));
    Trials trials = new Trials(server, auctioneer, cable, sizes);
    DemoWeb web = DemoWeb.start(server, trials, addresses, bound);
    auctioneer.start();
    return new RunningDemo(
        server, auctioneer, cable, web, addresses, "http://" + host + ":" + web.port());
  }

  /** The address to connect to on this machine, for a server that listens at another one. */
  private static String reachable(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    if (address.isAnyLocalAddress()) {
      return "127.0.0.1";
    }
    return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : host;
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Where the parts are. */
  DemoWeb.Addresses addresses() {
    return addresses;
  }

  /** The address of the page. */
  String page() {
    return page;
  }

  /** Lets no more bids come by themselves. */
  void endPulse() {
    auctioneer.close();
  }

  /** The auction. */
  DemoServer server() {
    return server;
  }

  @Override
  public void close() {
    auctioneer.close();
    web.close();
    cable.close();
    server.close();
  }
}
