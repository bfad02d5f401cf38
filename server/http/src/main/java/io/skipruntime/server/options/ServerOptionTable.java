package io.skipruntime.server.options;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All options of a server, in the order in which they are listed and take effect. Flags, variables,
 * keys of the configuration file, the text of {@code --help} and the check of the documentation
 * come from here.
 */
final class ServerOptionTable {

  /** What names the configuration file; no option in the file itself. */
  static final String FILE_OPTION = "config";

  /** What the option is for that names the configuration file. */
  static final String FILE_MEANING =
      "file with lines of the form name = value, where each name is one of the following options";

  /** Where the listeners are. */
  private static final List<ServerOption<?>> LISTENERS =
      List.of(
          new ServerOption<>(
              "host",
              OptionType.ADDRESS,
              "address of both listeners, unless one has an address of its own",
              ServerOptions::streamingHost,
              ServerOptions::withHost),
          new ServerOption<>(
              "control-host",
              OptionType.ADDRESS,
              "address of the control listener",
              ServerOptions::controlHost,
              ServerOptions::withControlHost),
          new ServerOption<>(
              "control-port",
              OptionType.PORT,
              "port for reads and writes, 0 for any",
              ServerOptions::controlPort,
              (options, port) -> options.withPorts(port, options.streamingPort())),
          new ServerOption<>(
              "streaming-host",
              OptionType.ADDRESS,
              "address of the streaming listener",
              ServerOptions::streamingHost,
              ServerOptions::withStreamingHost),
          new ServerOption<>(
              "streaming-port",
              OptionType.PORT,
              "port for subscribers, 0 for any",
              ServerOptions::streamingPort,
              (options, port) -> options.withPorts(options.controlPort(), port)),
          new ServerOption<>(
              "allow-insecure-control",
              OptionType.SWITCH,
              "let other machines reach the control listener without authentication",
              ServerOptions::allowInsecureControl,
              ServerOptions::withAllowInsecureControl),
          new ServerOption<>(
              "transport",
              OptionType.TRANSPORT,
              "library for sockets: auto is epoll where Netty's library for it is on the class"
                  + " path, else that of the JDK",
              ServerOptions::transport,
              ServerOptions::withTransport));

  /** What streams are sent, and where the data is. */
  private static final List<ServerOption<?>> STREAMS_AND_DATA =
      List.of(
          new ServerOption<>(
              "resource-prefix",
              OptionType.TEXT,
              "what the identifiers of streams are prefixed with, for a proxy that routes by it",
              options -> options.resourcePrefix().orElse(""),
              ServerOptions::withResourcePrefix),
          new ServerOption<>(
              "cors-origin",
              OptionType.LIST,
              "origins whose web pages may read streams",
              ServerOptions::corsOrigins,
              ServerOptions::withCorsOrigins),
          new ServerOption<>(
              "heartbeat-seconds",
              OptionType.SECONDS,
              "how often a silent stream is sent a comment",
              ServerOptions::heartbeatMillis,
              ServerOptions::withHeartbeatMillis),
          new ServerOption<>(
              "write-stall-seconds",
              OptionType.SECONDS,
              "how long a stream's client may read nothing before its connection is closed",
              ServerOptions::writeStallMillis,
              ServerOptions::withWriteStallMillis),
          new ServerOption<>(
              "partly-sent-bytes",
              OptionType.BYTES,
              "how many bytes of events are kept for clients that have read a part of them",
              ServerOptions::partlySentBytes,
              ServerOptions::withPartlySentBytes),
          new ServerOption<>(
              "watermark-wait-seconds",
              OptionType.SECONDS,
              "how long a read waits for the version that it asks for",
              ServerOptions::watermarkWaitMillis,
              ServerOptions::withWatermarkWaitMillis),
          new ServerOption<>(
              "request-log",
              OptionType.FILE,
              "where a line of JSON is written for each request: a file, stdout or off",
              options -> options.requestLog().orElse("off"),
              ServerOptions::withRequestLog),
          new ServerOption<>(
              "data",
              OptionType.FILE,
              "directory that the service keeps its data in; without one, a restart loses it",
              options -> options.dataDirectory().orElse(""),
              ServerOptions::withDataDirectory),
          new ServerOption<>(
              "cluster",
              OptionType.TEXT,
              "address of the log whose commits this process carries out together with others, such"
                  + " as file:DIRECTORY",
              options -> options.cluster().orElse(""),
              ServerOptions::withCluster),
          new ServerOption<>(
              "graph",
              OptionType.GRAPH,
              "where the shared graph of a node of a cluster is computed: here, or by shards in"
                  + " other processes",
              ServerOptions::graph,
              ServerOptions::withGraph),
          new ServerOption<>(
              "cluster-version",
              OptionType.TEXT,
              "version of the program, where the nodes of a cluster compute the same with other"
                  + " classes",
              options -> options.clusterVersion().orElse(""),
              ServerOptions::withClusterVersion),
          new ServerOption<>(
              "cluster-behind-seconds",
              OptionType.SECONDS,
              "how long a node of a cluster may be behind the log until it is not ready; 0 for"
                  + " ever",
              ServerOptions::clusterBehindMillis,
              ServerOptions::withClusterBehindMillis),
          new ServerOption<>(
              "watch",
              OptionType.SWITCH,
              "for development: reload the service when its classes are compiled anew",
              ServerOptions::watch,
              (options, watch) -> watch ? options.withWatch() : options));

  /** All options but {@code config}. */
  static final List<ServerOption<?>> ALL =
      Stream.of(
              LISTENERS,
              of(QueryOptionTable.ALL, ServerOptions::queries, ServerOptions::withQueries),
              of(SecurityOptionTable.ALL, ServerOptions::security, ServerOptions::withSecurity),
              STREAMS_AND_DATA,
              of(LimitOptionTable.ALL, ServerOptions::limits, ServerOptions::withLimits),
              of(EngineOptionTable.ALL, ServerOptions::engine, ServerOptions::withEngine))
          .<ServerOption<?>>flatMap(List::stream)
          .toList();

  private ServerOptionTable() {}

  /** The option of a name. */
  static Optional<ServerOption<?>> find(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findAny();
  }

  /** The options of a part of the server's options, as options of the server. */
  private static <P> List<ServerOption<?>> of(
      List<PartOption<P, ?>> options,
      Function<ServerOptions, P> part,
      BiFunction<ServerOptions, P, ServerOptions> withPart) {
    return options.stream()
        .<ServerOption<?>>map(option -> ServerOption.of(option, part, withPart))
        .toList();
  }

  /** What to say of a name that no option has. */
  static String unknown(String written, Function<ServerOption<?>, String> spelling) {
    return "there is no such option; "
        + nearest(written, spelling)
            .map(nearest -> "did you mean " + nearest + "?")
            .orElse("--help lists all");
  }

  /** The option that somebody meant who wrote almost its name. */
  static Optional<String> nearest(String written, Function<ServerOption<?>, String> spelling) {
    return OptionSpelling.nearest(written, ALL.stream().map(spelling));
  }
}
