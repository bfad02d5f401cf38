package io.skipruntime.server.options;

import io.opentelemetry.api.OpenTelemetry;
import io.skipruntime.engine.EngineOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Options that say how a service is put on the network. Immutable: {@code with…} gives options with
 * one changed.
 */
public final class ServerOptions {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_PORT = 65_535;

  /** Not changed once it is here. */
  private final Values values;

  private ServerOptions(Values values) {
    this.values = values;
  }

  /** What each option is unless it is changed; the environment does not matter. */
  public static ServerOptions defaults() {
    return new ServerOptions(new Values());
  }

  /**
   * The options for a {@code main} method: those that the command line gives, then the environment,
   * then the file that either of them names as {@code config}. Mistakes are printed, all at once,
   * and end the process with status 2; {@code --help} lists the options and ends it with status 0.
   */
  public static ServerOptions fromArgs(String[] arguments) {
    return Configuration.orExit(arguments);
  }

  /**
   * The options that the command line, the environment and the configuration file give, as {@link
   * #fromArgs} has them.
   *
   * @throws UsageException if they have mistakes, or the command line asks for help
   */
  public static ServerOptions parse(String... arguments) {
    return Configuration.read(arguments, System.getenv());
  }

  /**
   * The options that settings from a place of the program's own give, such as the configuration of
   * a framework. The environment and files do not matter.
   *
   * @param settings at most one for each option; {@link OptionDescription#all} has the names
   * @throws UsageException that names every mistake, with the place that it is at
   */
  public static ServerOptions of(List<Setting> settings) {
    return Configuration.of(settings);
  }

  private ServerOptions changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new ServerOptions(copy);
  }

  private static int port(String name, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(name + " must be from 0 to " + MAX_PORT + ": " + port);
    }
    return port;
  }

  private static long atLeast(long least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
    }
    return value;
  }

  /**
   * The address that reads and writes are taken at: by default one of this machine only. Another
   * one needs a {@link SecurityOptions#controlToken}, or {@link #allowInsecureControl}.
   */
  public String controlHost() {
    return values.controlHost;
  }

  /** With another {@link #controlHost}. */
  public ServerOptions withControlHost(String host) {
    return changed(copy -> copy.controlHost = host);
  }

  /** The address that subscribers connect to; by default one of this machine only. */
  public String streamingHost() {
    return values.streamingHost;
  }

  /** With another {@link #streamingHost}. */
  public ServerOptions withStreamingHost(String host) {
    return changed(copy -> copy.streamingHost = host);
  }

  /** With another {@link #controlHost} and {@link #streamingHost}. */
  public ServerOptions withHost(String host) {
    return withControlHost(host).withStreamingHost(host);
  }

  /** The port that reads and writes are taken at, 0 for any that is free; by default 8081. */
  public int controlPort() {
    return values.controlPort;
  }

  /** The port that subscribers connect to, 0 for any that is free; by default 8080. */
  public int streamingPort() {
    return values.streamingPort;
  }

  /** With another {@link #controlPort} and {@link #streamingPort}. */
  public ServerOptions withPorts(int control, int streaming) {
    return changed(copy -> {
      copy.controlPort = port("controlPort", control);
      copy.streamingPort = port("streamingPort", streaming);
    });
  }

  /**
   * Whether {@link #controlHost} may be reachable from other machines although its clients need not
   * prove that they may use it; by default not.
   */
  public boolean allowInsecureControl() {
    return values.allowInsecureControl;
  }

  /** With another {@link #allowInsecureControl}. */
  public ServerOptions withAllowInsecureControl(boolean allow) {
    return changed(copy -> copy.allowInsecureControl = allow);
  }

  /** The library by which the listeners use sockets; by default {@link SocketTransport#AUTO}. */
  public SocketTransport transport() {
    return values.transport;
  }

  /**
   * With another {@link #transport}. A server does not start with one that is named and not there.
   */
  public ServerOptions withTransport(SocketTransport transport) {
    return changed(copy -> copy.transport = transport);
  }

  /**
   * What the identifiers of streams are prefixed with, followed by a slash, for a proxy that routes
   * by it; by default nothing.
   */
  public Optional<String> resourcePrefix() {
    return values.resourcePrefix;
  }

  /** With another {@link #resourcePrefix}; none if it is empty. */
  public ServerOptions withResourcePrefix(String prefix) {
    return changed(
        copy -> copy.resourcePrefix = Optional.of(prefix).filter(each -> !each.isEmpty()));
  }

  /**
   * The origins of the web pages that may read streams, such as {@code https://app.example.org}; by
   * default none. There is no way to allow all.
   */
  public Set<String> corsOrigins() {
    return values.corsOrigins;
  }

  /**
   * With other {@link #corsOrigins}.
   *
   * @throws IllegalArgumentException if one is not an origin
   */
  public ServerOptions withCorsOrigins(Set<String> allowed) {
    Set<String> read = allowed.stream().map(Origin::written).collect(Collectors.toSet());
    return changed(copy -> copy.corsOrigins = Set.copyOf(read));
  }

  /** How often a silent stream is sent a comment: at least 1; by default every 30 seconds. */
  public long heartbeatMillis() {
    return values.heartbeatMillis;
  }

  /** With another {@link #heartbeatMillis}. */
  public ServerOptions withHeartbeatMillis(long millis) {
    return changed(copy -> copy.heartbeatMillis = atLeast(1, "heartbeatMillis", millis));
  }

  /**
   * How long a stream's client may take nothing of what there is for it before its connection is
   * closed: at least 1; by default 30 seconds.
   */
  public long writeStallMillis() {
    return values.writeStallMillis;
  }

  /** With another {@link #writeStallMillis}. */
  public ServerOptions withWriteStallMillis(long millis) {
    return changed(copy -> copy.writeStallMillis = atLeast(1, "writeStallMillis", millis));
  }

  /**
   * How many bytes of events may be kept, each once, because clients have read only a part of them;
   * beyond that, those connections are closed that are in the oldest. At least 1; by default 64
   * MiB.
   */
  public long partlySentBytes() {
    return values.partlySentBytes;
  }

  /** With another {@link #partlySentBytes}. */
  public ServerOptions withPartlySentBytes(long bytes) {
    return changed(copy -> copy.partlySentBytes = atLeast(1, "partlySentBytes", bytes));
  }

  /** How long a read waits for the version that it asks for: at least 0; by default 5 seconds. */
  public long watermarkWaitMillis() {
    return values.watermarkWaitMillis;
  }

  /** With another {@link #watermarkWaitMillis}. */
  public ServerOptions withWatermarkWaitMillis(long millis) {
    return changed(copy -> copy.watermarkWaitMillis = atLeast(0, "watermarkWaitMillis", millis));
  }

  /**
   * Whether {@link io.skipruntime.server.SkipServer#run} reloads the service when its classes are
   * compiled again, for development; by default not.
   */
  public boolean watch() {
    return values.watch;
  }

  /** With {@link #watch}. */
  public ServerOptions withWatch() {
    return changed(copy -> copy.watch = true);
  }

  /**
   * Where a line of JSON is written for each request: a file, or {@code stdout}; by default
   * nowhere. Lines have no identifiers of streams and no parameters.
   */
  public Optional<String> requestLog() {
    return values.requestLog;
  }

  /** With another {@link #requestLog}; none if it is empty or {@code off}. */
  public ServerOptions withRequestLog(String place) {
    return changed(copy ->
        copy.requestLog =
            Optional.of(place).filter(each -> !each.isEmpty() && !each.equals("off")));
  }

  /** The directory that the service keeps its data in; by default it keeps none. */
  public Optional<String> dataDirectory() {
    return values.dataDirectory;
  }

  /** With another {@link #dataDirectory}; none if it is empty. */
  public ServerOptions withDataDirectory(String directory) {
    return changed(
        copy -> copy.dataDirectory = Optional.of(directory).filter(each -> !each.isEmpty()));
  }

  /**
   * The address of the log whose commits the server carries out together with other processes, such
   * as {@code file:DIRECTORY}; by default there is none, and the service is alone. It needs the
   * artifact {@code skip-cluster}.
   */
  public Optional<String> cluster() {
    return values.cluster;
  }

  /** With another {@link #cluster}; none if it is empty. */
  public ServerOptions withCluster(String address) {
    return changed(copy -> copy.cluster = Optional.of(address).filter(each -> !each.isEmpty()));
  }

  /** Where the shared graph of a node of a {@link #cluster} is computed; by default here. */
  public GraphPlace graph() {
    return values.graph;
  }

  /** With another {@link #graph}. */
  public ServerOptions withGraph(GraphPlace place) {
    return changed(copy -> copy.graph = place);
  }

  /**
   * The author's word for the program, where the nodes of a cluster compute the same although their
   * classes are not the same bytes; by default all classes are compared.
   */
  public Optional<String> clusterVersion() {
    return values.clusterVersion;
  }

  /** With another {@link #clusterVersion}; none if it is empty. */
  public ServerOptions withClusterVersion(String version) {
    return changed(
        copy -> copy.clusterVersion = Optional.of(version).filter(each -> !each.isEmpty()));
  }

  /**
   * For how many milliseconds a node of a cluster may have had something to carry out until it is
   * not ready any more: at least 0, which is for ever; by default 30 seconds.
   */
  public long clusterBehindMillis() {
    return values.clusterBehindMillis;
  }

  /** With another {@link #clusterBehindMillis}. */
  public ServerOptions withClusterBehindMillis(long millis) {
    return changed(copy -> copy.clusterBehindMillis = atLeast(0, "clusterBehindMillis", millis));
  }

  /**
   * What spans of requests and commits are given to; by default what the process has set globally
   * when the server starts, such as OpenTelemetry's Java agent, and nothing if it has not.
   */
  public Optional<OpenTelemetry> openTelemetry() {
    return values.openTelemetry;
  }

  /** With another {@link #openTelemetry}. */
  public ServerOptions withOpenTelemetry(OpenTelemetry telemetry) {
    return changed(copy -> copy.openTelemetry = Optional.of(telemetry));
  }

  /** How much clients may ask for, and how long they may take. */
  public LimitOptions limits() {
    return values.limits;
  }

  /** With other {@link #limits}. */
  public ServerOptions withLimits(LimitOptions options) {
    return changed(copy -> copy.limits = options);
  }

  /** Who may use the server, and how that is proved. */
  public SecurityOptions security() {
    return values.security;
  }

  /** With another {@link #security}. */
  public ServerOptions withSecurity(SecurityOptions options) {
    return changed(copy -> copy.security = options);
  }

  /** Options of queries that are asked once, and of clients of PostgreSQL. */
  public QueryOptions queries() {
    return values.queries;
  }

  /** With other {@link #queries}. */
  public ServerOptions withQueries(QueryOptions queries) {
    return changed(copy -> copy.queries = queries);
  }

  /** How the service itself is run. */
  public EngineOptions engine() {
    return values.engine;
  }

  /** With another {@link #engine}. */
  public ServerOptions withEngine(EngineOptions options) {
    return changed(copy -> copy.engine = options);
  }

  /** Where the value of an option is from, if it was not set by the program. */
  Optional<Setting> origin(String option) {
    return Optional.ofNullable(values.origins.get(option));
  }

  /** With where options are from, by their names. */
  ServerOptions withOrigins(Map<String, Setting> settings) {
    return changed(copy -> copy.origins = Map.copyOf(settings));
  }

  /** The values of all options; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private String controlHost = LOOPBACK;
    private int controlPort = 8081;
    private String streamingHost = LOOPBACK;
    private int streamingPort = 8080;
    private boolean allowInsecureControl;
    private SocketTransport transport = SocketTransport.AUTO;
    private Optional<String> resourcePrefix = Optional.empty();
    private Set<String> corsOrigins = Set.of();
    private long heartbeatMillis = 30_000;
    private long writeStallMillis = 30_000;
    private long partlySentBytes = 64L << 20;
    private long watermarkWaitMillis = 5_000;
    private boolean watch;
    private Optional<String> requestLog = Optional.empty();
    private Optional<String> dataDirectory = Optional.empty();
    private Optional<String> cluster = Optional.empty();
    private GraphPlace graph = GraphPlace.HERE;
    private Optional<String> clusterVersion = Optional.empty();
    private long clusterBehindMillis = 30_000;
    private Optional<OpenTelemetry> openTelemetry = Optional.empty();
    private LimitOptions limits = LimitOptions.defaults();
    private SecurityOptions security = SecurityOptions.defaults();
    private QueryOptions queries = QueryOptions.defaults();
    private EngineOptions engine = EngineOptions.defaults();
    private Map<String, Setting> origins = Map.of();

    Values() {}

    Values(Values other) {
      controlHost = other.controlHost;
      controlPort = other.controlPort;
      streamingHost = other.streamingHost;
      streamingPort = other.streamingPort;
      allowInsecureControl = other.allowInsecureControl;
      transport = other.transport;
      resourcePrefix = other.resourcePrefix;
      corsOrigins = other.corsOrigins;
      heartbeatMillis = other.heartbeatMillis;
      writeStallMillis = other.writeStallMillis;
      partlySentBytes = other.partlySentBytes;
      watermarkWaitMillis = other.watermarkWaitMillis;
      watch = other.watch;
      requestLog = other.requestLog;
      dataDirectory = other.dataDirectory;
      cluster = other.cluster;
      graph = other.graph;
      clusterVersion = other.clusterVersion;
      clusterBehindMillis = other.clusterBehindMillis;
      openTelemetry = other.openTelemetry;
      limits = other.limits;
      security = other.security;
      queries = other.queries;
      engine = other.engine;
      origins = other.origins;
    }
  }
}
