package io.skipruntime.server.options;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The pairs of options each of which is right alone, and which contradict each other together. What
 * is said of such a pair names both options.
 */
public final class OptionConflicts {

  private OptionConflicts() {}

  /**
   * Returns if no two options contradict each other.
   *
   * @throws ServerStartException that names both options of each pair that does
   */
  public static void requireNone(ServerOptions options) {
    List<String> conflicts = of(options);
    if (!conflicts.isEmpty()) {
      throw new ServerStartException(String.join("; ", conflicts));
    }
  }

  /** What is contradictory, a sentence for each pair; empty if nothing is. */
  static List<String> of(ServerOptions options) {
    List<String> conflicts = new ArrayList<>();
    addPorts(options, conflicts);
    addCluster(options, conflicts);
    addLimits(options.limits(), conflicts);
    addSecurity(options.security(), conflicts);
    return conflicts;
  }

  /** The place that a listener is asked to be at. */
  private record Place(String option, String host, int port) {

    boolean isThatOf(Place other) {
      return port > 0 && port == other.port && meet(host, other.host);
    }
  }

  private static void addPorts(ServerOptions options, List<String> conflicts) {
    List<Place> places =
        List.of(
            new Place("--control-port", options.controlHost(), options.controlPort()),
            new Place("--streaming-port", options.streamingHost(), options.streamingPort()),
            new Place(
                "--postgres-port",
                options.queries().postgresHost(),
                options.queries().postgresPort()));
    for (int i = 0; i < places.size(); i++) {
      for (Place other : places.subList(i + 1, places.size())) {
        Place place = places.get(i);
        if (place.isThatOf(other)) {
          conflicts.add(
              "%s and %s are both %d at one address; each listener needs a port of its own"
                  .formatted(place.option(), other.option(), place.port()));
        }
      }
    }
  }

  private static void addCluster(ServerOptions options, List<String> conflicts) {
    if (options.cluster().isEmpty()) {
      if (options.clusterVersion().isPresent()) {
        conflicts.add("--cluster-version is for nodes of a cluster; give --cluster, too");
      }
      if (options.graph() != GraphPlace.HERE) {
        conflicts.add(
            "--graph "
                + options.graph()
                + " is for nodes of a cluster, whose shards compute the graph; give --cluster,"
                + " too");
      }
      return;
    }
    if (options.dataDirectory().isPresent()) {
      conflicts.add(
          "--cluster and --data are both places of the service's data; with --cluster the log has"
              + " all of it, so leave --data out");
    }
    if (options.watch()) {
      conflicts.add(
          "--cluster and --watch: all nodes of a cluster run the same program, so none is reloaded"
              + " alone");
    }
  }

  private static void addLimits(LimitOptions limits, List<String> conflicts) {
    if (limits.maxBodyBytes() > limits.pendingBodyBytes()) {
      conflicts.add(
          "--max-body-bytes allows for a body of %d bytes, and --pending-body-bytes for %d bytes of"
                  .formatted(limits.maxBodyBytes(), limits.pendingBodyBytes())
              + " all bodies together");
    }
  }

  private static void addSecurity(SecurityOptions security, List<String> conflicts) {
    boolean isEncrypted = security.tlsCertificate().isPresent();
    if (isEncrypted != security.tlsKey().isPresent()) {
      conflicts.add(
          "TLS needs two files: --tls-certificate and --tls-key; only one of them is given");
    }
    if (!isEncrypted && security.controlClientAuthorities().isPresent()) {
      conflicts.add(
          "--control-client-authorities needs TLS: give --tls-certificate and --tls-key, too");
    }
    boolean canVerify =
        security.jwtKeysFile().isPresent()
            || security.jwtKeysUrl().isPresent()
            || security.jwtSecret().isPresent()
            || security.jwtSecretFile().isPresent();
    String ways = ": --jwt-keys-url, --jwt-keys-file or --jwt-secret-file";
    if (!canVerify && security.jwtRequired()) {
      conflicts.add("--jwt-required needs a way to verify tokens" + ways);
    }
    if (!canVerify && security.jwtIssuer().isPresent()) {
      conflicts.add("--jwt-issuer needs a way to verify tokens" + ways);
    }
    if (!canVerify && !security.jwtAudiences().isEmpty()) {
      conflicts.add("--jwt-audience needs a way to verify tokens" + ways);
    }
    if (!canVerify && !security.jwtClaims().isEmpty()) {
      conflicts.add("--jwt-claim needs a way to verify tokens" + ways);
    }
    if (canVerify && (security.jwtIssuer().isEmpty() || security.jwtAudiences().isEmpty())) {
      conflicts.add(
          "tokens of users are to be verified: say who issues them and for whom, with --jwt-issuer"
              + " and --jwt-audience, so that tokens for others are not taken");
    }
  }

  /** Whether two hosts are the same address, or one is all addresses of the machine. */
  private static boolean meet(String one, String other) {
    try {
      List<InetAddress> ones = Arrays.asList(InetAddress.getAllByName(one));
      List<InetAddress> others = Arrays.asList(InetAddress.getAllByName(other));
      return ones.stream().anyMatch(InetAddress::isAnyLocalAddress)
          || others.stream().anyMatch(InetAddress::isAnyLocalAddress)
          || ones.stream().anyMatch(others::contains);
    } catch (UnknownHostException e) {
      return one.equalsIgnoreCase(other); // the listener says that there is no such address
    }
  }
}
