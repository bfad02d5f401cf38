package io.skipruntime.examples;

import io.skipruntime.SkipService;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.examples.auction.AuctionService;
import io.skipruntime.examples.cluster.Cluster;
import io.skipruntime.examples.cluster.ClusterExample;
import io.skipruntime.examples.cluster.ClusterFollowerCommand;
import io.skipruntime.examples.conformance.ConformanceService;
import io.skipruntime.examples.departures.DeparturesExample;
import io.skipruntime.examples.departures.DeparturesService;
import io.skipruntime.examples.enrich.EnrichExample;
import io.skipruntime.examples.enrich.EnrichService;
import io.skipruntime.examples.groups.GroupsClientCommand;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.examples.groups.GroupsWebCommand;
import io.skipruntime.examples.recipes.LibraryService;
import io.skipruntime.examples.recipes.OrdersService;
import io.skipruntime.examples.recipes.TasksService;
import io.skipruntime.examples.remote.RemoteExample;
import io.skipruntime.examples.remote.RemoteService;
import io.skipruntime.examples.sheet.SheetService;
import io.skipruntime.examples.shop.ShopService;
import io.skipruntime.examples.stock.StockExample;
import io.skipruntime.examples.stock.StockService;
import io.skipruntime.examples.sum.SumService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A program that can be run by its name.
 *
 * @param name what it is run by
 * @param description what it is, in one line
 * @param service the service that it runs, if it runs one
 * @param program takes the further arguments and gives the status that the process ends with
 */
record Example(
    String name,
    String description,
    Optional<Supplier<SkipService<?, ?>>> service,
    ToIntFunction<String[]> program) {

  /** All examples, as they are listed. */
  static final List<Example> ALL =
      List.of(
          service("auction", "the highest bid for each item", AuctionService::new),
          service("groups", "who of a user's friends is active, per group", GroupsService::new),
          command("groups-web", "the web application in front of groups", GroupsWebCommand::new),
          command("groups-client", "plays a scenario on groups", GroupsClientCommand::new),
          service("sum", "adds and subtracts two collections of numbers", SumService::new),
          server(
              "remote",
              "follows the service sum, which it starts",
              () -> new RemoteService(Entrypoint.local(0, 0)),
              RemoteExample::run),
          server(
              "cluster",
              "groups with a leader and three followers",
              GroupsService::new,
              ClusterExample::run),
          service("cluster-leader", "the leader alone, as a process of its own", Cluster::leader),
          command("cluster-follower", "one follower of that", ClusterFollowerCommand::new),
          server(
              "departures",
              "polls an API, which it starts",
              () -> new DeparturesService(URI.create("http://localhost/"), 1),
              DeparturesExample::run),
          server(
              "enrich",
              "calls a service for each entry, which it starts",
              () -> new EnrichService(URI.create("http://localhost/")),
              EnrichExample::run),
          server(
              "stock",
              "a batch of CSV, appended lines and a database, which it makes",
              () -> new StockService(Path.of("."), "jdbc:h2:mem:stock", 1),
              StockExample::run),
          elsewhere("board", "a board of posts in PostgreSQL, with its web application and page"),
          elsewhere(
              "auction-spring",
              "an auction in Spring Boot with PostgreSQL and a page, with Skip and by hand"),
          service("shop", "orders and products; what the guide explains", ShopService::new),
          service("tasks", "the recipes of the guide", TasksService::new),
          service(
              "orders",
              "commands that append to a log, and read models of it",
              () -> new OrdersService(Map.of())),
          service(
              "library",
              "books and loans, a resource for each operator, and SQL",
              LibraryService::new),
          service("sheet", "a spreadsheet, its formulas lazily computed", SheetService::new),
          service(
              "conformance", "every operator, to compare with others", ConformanceService::new));

  /** An example that is a module of its own, which the launcher runs. */
  private static Example elsewhere(String name, String description) {
    return new Example(
        name,
        description,
        Optional.empty(),
        arguments -> {
          System.err.println(name + " is a module of its own; run it by: ./skip run " + name);
          return CommandLine.ExitCode.USAGE;
        });
  }

  /** The example of a name. */
  static Optional<Example> find(String name) {
    return ALL.stream().filter(example -> example.name().equals(name)).findAny();
  }

  /** The names and descriptions of all, one a line. */
  static String list() {
    return list(ALL.stream());
  }

  private static String list(Stream<Example> examples) {
    return examples
        .map(example -> "  %-16s %s%n".formatted(example.name(), example.description()))
        .collect(Collectors.joining());
  }

  /** The names and descriptions of those that are services, one a line. */
  static String listServices() {
    return list(ALL.stream().filter(example -> example.service().isPresent()));
  }

  private static Example service(
      String name, String description, Supplier<SkipService<?, ?>> service) {
    return new Example(
        name,
        description,
        Optional.of(service),
        arguments -> {
          SkipServer.run(service.get(), ServerOptions.fromArgs(arguments));
          return 0;
        });
  }

  private static Example server(
      String name,
      String description,
      Supplier<SkipService<?, ?>> service,
      ToIntFunction<ServerOptions> program) {
    return new Example(
        name,
        description,
        Optional.of(service),
        arguments -> program.applyAsInt(ServerOptions.fromArgs(arguments)));
  }

  private static Example command(String name, String description, Supplier<Object> command) {
    return new Example(
        name,
        description,
        Optional.empty(),
        arguments -> new CommandLine(command.get()).execute(arguments));
  }
}
