package io.skipruntime.server.options;

import io.skipruntime.engine.EngineOptions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

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

  /** All options but {@code config}. */
  static final List<ServerOption<?>> ALL =
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
          queries(
              "postgres-port",
              OptionType.OPTIONAL_PORT,
              "port for clients of PostgreSQL, 0 for any; needs skip-postgres-server",
              QueryOptions::postgresPort,
              QueryOptions::withPostgresPort),
          queries(
              "postgres-host",
              OptionType.ADDRESS,
              "address that clients of PostgreSQL connect to",
              QueryOptions::postgresHost,
              QueryOptions::withPostgresHost),
          queries(
              "postgres-connections",
              OptionType.COUNT,
              "how many clients of PostgreSQL there may be at a time",
              QueryOptions::connections,
              QueryOptions::withConnections),
          queries(
              "postgres-transaction-seconds",
              OptionType.SECONDS,
              "how long a transaction of a client of PostgreSQL may keep its version",
              QueryOptions::transactionMillis,
              QueryOptions::withTransactionMillis),
          queries(
              "sql-seconds",
              OptionType.SECONDS,
              "how long a query may take that is asked once",
              QueryOptions::millis,
              QueryOptions::withMillis),
          queries(
              "sql-live-seconds",
              OptionType.SECONDS,
              "how long a live query of a client may hold up writes, at its opening and in each"
                  + " commit; at most sql-seconds",
              QueryOptions::liveMillis,
              QueryOptions::withLiveMillis),
          queries(
              "sql-bytes",
              OptionType.BYTES,
              "how much memory such a query may keep, by estimate, and a live one get in one"
                  + " commit",
              QueryOptions::bytes,
              QueryOptions::withBytes),
          queries(
              "sql-rows",
              OptionType.COUNT,
              "how many rows the result of such a query may have",
              QueryOptions::rows,
              QueryOptions::withRows),
          queries(
              "sql-queries",
              OptionType.COUNT,
              "how many such queries may run at a time, over HTTP and of clients of PostgreSQL"
                  + " each",
              QueryOptions::atOnce,
              QueryOptions::withAtOnce),
          security(
              "control-token",
              OptionType.SECRET,
              "what requests to control carry as Authorization: Bearer; at least 16 characters",
              options -> options.controlToken().orElse(""),
              SecurityOptions::withControlToken),
          security(
              "control-token-file",
              OptionType.FILE,
              "file with such tokens, one a line",
              options -> options.controlTokenFile().orElse(""),
              SecurityOptions::withControlTokenFile),
          security(
              "control-name",
              OptionType.LIST,
              "names with dots that control is addressed by when it needs no token; *.example.org"
                  + " for all below",
              SecurityOptions::controlNames,
              SecurityOptions::withControlNames),
          security(
              "control-client-authorities",
              OptionType.FILE,
              "PEM file of those who certify control's clients, which then need a certificate",
              options -> options.controlClientAuthorities().orElse(""),
              SecurityOptions::withControlClientAuthorities),
          security(
              "tls-certificate",
              OptionType.FILE,
              "PEM file with the certificate of both listeners and those that lead to an authority",
              options -> options.tlsCertificate().orElse(""),
              SecurityOptions::withTlsCertificate),
          security(
              "tls-key",
              OptionType.FILE,
              "PEM file with the certificate's private key",
              options -> options.tlsKey().orElse(""),
              SecurityOptions::withTlsKey),
          security(
              "tls-reload-seconds",
              OptionType.SECONDS,
              "how often the files of TLS are looked at; what is new is used for new connections",
              SecurityOptions::tlsReloadMillis,
              SecurityOptions::withTlsReloadMillis),
          security(
              "http2-max-streams",
              OptionType.COUNT,
              "how many requests one connection of HTTP/2 may have at a time",
              SecurityOptions::http2MaxStreams,
              SecurityOptions::withHttp2MaxStreams),
          security(
              "stream-token-secret",
              OptionType.SECRET,
              "what permissions to follow streams are signed with; at least 32 characters",
              options -> options.streamTokenSecret().orElse(""),
              SecurityOptions::withStreamTokenSecret),
          security(
              "stream-token-secret-file",
              OptionType.FILE,
              "file with such secrets, one a line: the first signs, each is good",
              options -> options.streamTokenSecretFile().orElse(""),
              SecurityOptions::withStreamTokenSecretFile),
          security(
              "stream-token-seconds",
              OptionType.SECONDS,
              "how long a permission to follow a stream is good",
              SecurityOptions::streamTokenMillis,
              SecurityOptions::withStreamTokenMillis),
          security(
              "jwt-keys-file",
              OptionType.FILE,
              "file with the public keys of users' tokens: a JSON web key set, or PEM",
              options -> options.jwtKeysFile().orElse(""),
              SecurityOptions::withJwtKeysFile),
          security(
              "jwt-keys-url",
              OptionType.TEXT,
              "address of a JSON web key set that verifies users' tokens",
              options -> options.jwtKeysUrl().orElse(""),
              SecurityOptions::withJwtKeysUrl),
          security(
              "jwt-secret",
              OptionType.SECRET,
              "what the issuer of users' tokens shares with the server, for HS256; at least 32"
                  + " characters",
              options -> options.jwtSecret().orElse(""),
              SecurityOptions::withJwtSecret),
          security(
              "jwt-secret-file",
              OptionType.FILE,
              "file with such secrets, one a line",
              options -> options.jwtSecretFile().orElse(""),
              SecurityOptions::withJwtSecretFile),
          security(
              "jwt-issuer",
              OptionType.TEXT,
              "who issues users' tokens",
              options -> options.jwtIssuer().orElse(""),
              SecurityOptions::withJwtIssuer),
          security(
              "jwt-audience",
              OptionType.LIST,
              "for whom users' tokens are; one is enough",
              SecurityOptions::jwtAudiences,
              SecurityOptions::withJwtAudiences),
          security(
              "jwt-claim",
              OptionType.LIST,
              "what else of a token resources see in its Principal",
              SecurityOptions::jwtClaims,
              SecurityOptions::withJwtClaims),
          security(
              "jwt-required",
              OptionType.SWITCH,
              "open resources at the streaming listener for verified users only",
              SecurityOptions::jwtRequired,
              SecurityOptions::withJwtRequired),
          security(
              "streaming-name",
              OptionType.LIST,
              "names that a streaming listener of this machine alone is addressed by, beside"
                  + " localhost; *.example.org for all below",
              SecurityOptions::streamingNames,
              SecurityOptions::withStreamingNames),
          security(
              "show-errors",
              OptionType.SWITCH,
              "for development: tell subscribers all about failures, as control is told",
              SecurityOptions::showErrors,
              SecurityOptions::withShowErrors),
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
              (options, watch) -> watch ? options.withWatch() : options),
          limit(
              "max-body-bytes",
              OptionType.BYTES,
              "how long the body of a request may be",
              limits -> (long) limits.maxBodyBytes(),
              LimitOptions::withMaxBodyBytes),
          limit(
              "max-header-bytes",
              OptionType.BYTES,
              "how long the headers of a request may be together, and its first line",
              limits -> (long) limits.maxHeaderBytes(),
              LimitOptions::withMaxHeaderBytes),
          limit(
              "pending-answer-bytes",
              OptionType.BYTES,
              "how many bytes of answers each listener holds for clients that do not take them, at"
                  + " most an eighth of the heap",
              LimitOptions::pendingAnswerBytes,
              LimitOptions::withPendingAnswerBytes),
          limit(
              "pending-body-bytes",
              OptionType.BYTES,
              "how many bytes of bodies each listener holds that are not handled yet, at most an"
                  + " eighth of the heap",
              LimitOptions::pendingBodyBytes,
              LimitOptions::withPendingBodyBytes),
          limit(
              "max-depth",
              OptionType.COUNT,
              "how deep the JSON of a request may be nested, at most 512",
              LimitOptions::maxDepth,
              LimitOptions::withMaxDepth),
          limit(
              "max-entries",
              OptionType.COUNT,
              "how many entries one write may have",
              LimitOptions::maxEntries,
              LimitOptions::withMaxEntries),
          limit(
              "max-connections",
              OptionType.COUNT,
              "how many connections both listeners may have together",
              LimitOptions::maxConnections,
              LimitOptions::withMaxConnections),
          limit(
              "max-connections-per-address",
              OptionType.COUNT,
              "how many connections one address may have, unless it is one of proxy-addresses",
              LimitOptions::maxConnectionsPerAddress,
              LimitOptions::withMaxConnectionsPerAddress),
          limit(
              "proxy-addresses",
              OptionType.LIST,
              "IP addresses of proxies, whose connections are those of many clients",
              LimitOptions::proxyAddresses,
              LimitOptions::withProxyAddresses),
          limit(
              "header-seconds",
              OptionType.SECONDS,
              "how long the head of a request may take from its first byte on",
              LimitOptions::headerMillis,
              LimitOptions::withHeaderMillis),
          limit(
              "body-seconds",
              OptionType.SECONDS,
              "how long the body of a request may take",
              LimitOptions::bodyMillis,
              LimitOptions::withBodyMillis),
          limit(
              "keep-alive-seconds",
              OptionType.SECONDS,
              "how long a connection is kept on which there is no request",
              LimitOptions::keepAliveMillis,
              LimitOptions::withKeepAliveMillis),
          engine(
              "max-streams",
              OptionType.COUNT,
              "how many streams may be open at a time",
              EngineOptions::maxStreams,
              EngineOptions::withMaxStreams),
          limit(
              "streams-per-connection",
              OptionType.COUNT,
              "how many streams one request may follow on its connection",
              LimitOptions::maxStreamsPerConnection,
              LimitOptions::withMaxStreamsPerConnection),
          engine(
              "max-instances",
              OptionType.COUNT,
              "how many resource instances there may be at a time",
              EngineOptions::maxInstances,
              EngineOptions::withMaxInstances),
          engine(
              "idle-seconds",
              OptionType.SECONDS,
              "how long a stream is kept that nobody has followed, and an instance that nobody"
                  + " reads",
              EngineOptions::idleMillis,
              EngineOptions::withIdleMillis),
          engine(
              "resume-seconds",
              OptionType.SECONDS,
              "how long a subscriber may be away: its stream is kept, and it is told only what"
                  + " changed",
              EngineOptions::resumeMillis,
              EngineOptions::withResumeMillis),
          engine(
              "history-seconds",
              OptionType.SECONDS,
              "how far back reads with at= can go; 0 for no further than the last commit",
              EngineOptions::historyMillis,
              EngineOptions::withHistoryMillis),
          engine(
              "history-bytes",
              OptionType.BYTES,
              "how much memory the commits of history-seconds may take, by an estimate",
              EngineOptions::historyBytes,
              EngineOptions::withHistoryBytes),
          engine(
              "inspect",
              OptionType.SWITCH,
              "for diagnosis: keep what ran in the last commits, and answer /v1/inspect at control",
              EngineOptions::inspect,
              EngineOptions::withInspect),
          engine(
              "wait-seconds",
              OptionType.SECONDS,
              "how long a request waits for its turn behind a function, for a function of its own,"
                  + " and then for the storage, before it gets 503",
              EngineOptions::waitMillis,
              EngineOptions::withWaitMillis),
          engine(
              "close-seconds",
              OptionType.SECONDS,
              "how long the end of the service waits for a function that runs",
              EngineOptions::closeMillis,
              EngineOptions::withCloseMillis),
          engine(
              "stuck-seconds",
              OptionType.SECONDS,
              "after how long a function that holds up all writes is logged with its stack, and"
                  + " makes the server unready",
              EngineOptions::stuckMillis,
              EngineOptions::withStuckMillis),
          engine(
              "source-timeout-seconds",
              OptionType.SECONDS,
              "how long a request waits for the first data of an external source",
              EngineOptions::sourceTimeoutMillis,
              EngineOptions::withSourceTimeoutMillis),
          engine(
              "clock-seconds",
              OptionType.SECONDS,
              "the steps in which the time goes on that functions follow, each of which is a"
                  + " commit",
              EngineOptions::clockMillis,
              EngineOptions::withClockMillis),
          engine(
              "parallelism",
              OptionType.PROCESSORS,
              "how many threads may run functions of one node at once",
              EngineOptions::parallelism,
              EngineOptions::withParallelism),
          engine(
              "strict",
              OptionType.SWITCH,
              "reject a write that makes a resource instance fail, instead of failing the instance",
              EngineOptions::strict,
              (options, strict) -> strict ? options.withStrict() : options));

  private static final int TYPED_PER_MISTAKE = 5;

  private ServerOptionTable() {}

  private static <T> ServerOption<T> limit(
      String name,
      OptionType<T> type,
      String meaning,
      Function<LimitOptions, T> getter,
      BiFunction<LimitOptions, T, LimitOptions> setter) {
    return of(
        ServerOptions::limits, ServerOptions::withLimits, name, type, meaning, getter, setter);
  }

  private static <T> ServerOption<T> engine(
      String name,
      OptionType<T> type,
      String meaning,
      Function<EngineOptions, T> getter,
      BiFunction<EngineOptions, T, EngineOptions> setter) {
    return of(
        ServerOptions::engine, ServerOptions::withEngine, name, type, meaning, getter, setter);
  }

  private static <T> ServerOption<T> queries(
      String name,
      OptionType<T> type,
      String meaning,
      Function<QueryOptions, T> getter,
      BiFunction<QueryOptions, T, QueryOptions> setter) {
    return of(
        ServerOptions::queries, ServerOptions::withQueries, name, type, meaning, getter, setter);
  }

  private static <T> ServerOption<T> security(
      String name,
      OptionType<T> type,
      String meaning,
      Function<SecurityOptions, T> getter,
      BiFunction<SecurityOptions, T, SecurityOptions> setter) {
    return of(
        ServerOptions::security, ServerOptions::withSecurity, name, type, meaning, getter, setter);
  }

  /**
   * An option of a part of the server's.
   *
   * @param part gives the part
   * @param withPart gives the server's options with another part
   */
  private static <P, T> ServerOption<T> of(
      Function<ServerOptions, P> part,
      BiFunction<ServerOptions, P, ServerOptions> withPart,
      String name,
      OptionType<T> type,
      String meaning,
      Function<P, T> getter,
      BiFunction<P, T, P> setter) {
    return new ServerOption<>(
        name,
        type,
        meaning,
        options -> getter.apply(part.apply(options)),
        (options, value) -> withPart.apply(options, setter.apply(part.apply(options), value)));
  }

  /** The option of a name. */
  static Optional<ServerOption<?>> find(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findAny();
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
    return ALL.stream()
        .map(spelling)
        .filter(each -> distance(each, written) <= written.length() / TYPED_PER_MISTAKE)
        .min(Comparator.comparingInt(each -> distance(each, written)));
  }

  /** How many characters are added, taken away or replaced on the way from one to the other. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
