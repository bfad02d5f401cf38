package io.skipruntime.server;

import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line of a server. */
@Command(
    name = "",
    sortOptions = false,
    customSynopsis = "Options:",
    footer = "The environment variable SKIP_RESOURCE_PREFIX prefixes the identifiers of streams.")
final class CommandLineOptions {

  private static final long MILLIS_PER_SECOND = 1000;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "address of both listeners (default: 127.0.0.1)")
  private String host = "";

  @Option(
      names = "--control-host",
      paramLabel = "ADDRESS",
      description = "address of the control listener")
  private String controlHost = "";

  @Option(
      names = "--control-port",
      paramLabel = "PORT",
      description = "port for reads and writes, 0 for any (default: ${DEFAULT-VALUE})")
  private int controlPort = ServerOptions.defaults().controlPort();

  @Option(
      names = "--streaming-host",
      paramLabel = "ADDRESS",
      description = "address of the streaming listener")
  private String streamingHost = "";

  @Option(
      names = "--streaming-port",
      paramLabel = "PORT",
      description = "port for subscribers, 0 for any (default: ${DEFAULT-VALUE})")
  private int streamingPort = ServerOptions.defaults().streamingPort();

  @Option(
      names = "--allow-insecure-control",
      description = "let other machines reach the control listener, which has no authentication")
  private boolean allowInsecureControl;

  @Option(
      names = "--cors-origin",
      paramLabel = "ORIGIN",
      split = ",",
      description = "origin whose web pages may read streams; may be repeated")
  private Set<String> corsOrigins = new LinkedHashSet<>();

  @Option(
      names = "--idle-seconds",
      paramLabel = "N",
      description = "how long a stream that nobody reads is kept (default: ${DEFAULT-VALUE})")
  private int idleSeconds =
      (int) (ServerOptions.defaults().engine().idleMillis() / MILLIS_PER_SECOND);

  @Option(
      names = "--heartbeat-seconds",
      paramLabel = "N",
      description = "how often a silent stream is sent a comment (default: ${DEFAULT-VALUE})")
  private int heartbeatSeconds =
      (int) (ServerOptions.defaults().heartbeatMillis() / MILLIS_PER_SECOND);

  @Option(
      names = "--watch",
      description = "reload the service when its classes are compiled anew; for development")
  private boolean watch;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  private boolean help;

  private CommandLineOptions() {}

  static ServerOptions orExit(String[] arguments) {
    try {
      return parse(arguments);
    } catch (UsageException e) {
      PrintStream out = e.isHelp() ? System.out : System.err;
      if (!e.isHelp()) {
        out.println(e.getMessage());
      }
      out.print(e.usage());
      System.exit(e.isHelp() ? 0 : 2);
      throw e;
    }
  }

  static ServerOptions parse(String... arguments) {
    CommandLineOptions given = new CommandLineOptions();
    CommandLine line = new CommandLine(given);
    try {
      line.parseArgs(arguments);
      if (given.help) {
        throw new UsageException("help", line.getUsageMessage(), true);
      }
      return given.toOptions();
    } catch (ParameterException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), line.getUsageMessage(), false);
    }
  }

  private ServerOptions toOptions() {
    if (idleSeconds < 1 || heartbeatSeconds < 1) {
      throw new IllegalArgumentException(
          "--idle-seconds and --heartbeat-seconds must be at least 1");
    }
    ServerOptions defaults = ServerOptions.defaults();
    ServerOptions options = host.isEmpty() ? defaults : defaults.withHost(host);
    options = controlHost.isEmpty() ? options : options.withControlHost(controlHost);
    options = streamingHost.isEmpty() ? options : options.withStreamingHost(streamingHost);
    options = watch ? options.withWatch() : options;
    return options
        .withPorts(controlPort, streamingPort)
        .withAllowInsecureControl(allowInsecureControl)
        .withCorsOrigins(corsOrigins)
        .withHeartbeatMillis(heartbeatSeconds * MILLIS_PER_SECOND)
        .withEngine(defaults.engine().withIdleMillis(idleSeconds * MILLIS_PER_SECOND));
  }
}
