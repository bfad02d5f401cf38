package io.skipruntime.server.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.problem.ProblemDocument;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The connections of both listeners: how many there are, and how many from each address. May be
 * used by any thread.
 *
 * <ul>
 *   <li>{@code byAddress} has the addresses whose connections are limited and that have at least
 *       one.
 * </ul>
 */
public final class ConnectionLimits {

  private static final String RETRY_LATER = "; try again in a while";

  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  private final LimitOptions limits;
  private final long writeStallMillis;
  private final boolean isTls;
  private final Set<InetAddress> proxies;
  private final AtomicInteger count = new AtomicInteger();
  private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * No connections yet.
   *
   * @param writeStallMillis how long a client may read nothing
   * @param isTls whether all that is sent is encrypted
   * @throws ServerStartException if a proxy's address is none
   */
  public ConnectionLimits(LimitOptions limits, long writeStallMillis, boolean isTls) {
    this.limits = limits;
    this.writeStallMillis = writeStallMillis;
    this.isTls = isTls;
    this.proxies =
        limits.proxyAddresses().stream().map(ConnectionLimits::address).collect(Collectors.toSet());
  }

  private static InetAddress address(String literal) {
    try {
      if (LITERAL.matcher(literal).matches()) {
        return InetAddress.getByName(literal);
      }
      throw new UnknownHostException(literal);
    } catch (UnknownHostException e) {
      throw new ServerStartException(
          "proxy-addresses must be IP addresses such as 10.0.0.7; " + literal + " is none", e);
    }
  }

  /** What a listening socket does with the connections that it accepts. */
  ChannelInboundHandlerAdapter acceptor() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof SocketChannel channel) {
          guard(channel);
        }
        context.fireChannelRead(accepted);
      }
    };
  }

  private void guard(SocketChannel channel) {
    InetSocketAddress remote = channel.remoteAddress();
    if (remote == null) {
      return; // it has gone already
    }
    channel.config().setAllowHalfClosure(true); // ConnectionGuard sees to it
    Optional<ProblemDocument> refusal = add(remote.getAddress());
    channel.closeFuture().addListener(closed -> remove(remote.getAddress()));
    channel
        .pipeline()
        .addFirst(
            refusal.isPresent()
                ? new RefusedConnection(refusal.get(), isTls)
                : new ConnectionGuard(limits, writeStallMillis, isTls));
  }

  /** Counts a connection, and says why it is one too many if it is. */
  private Optional<ProblemDocument> add(InetAddress address) {
    int all = count.incrementAndGet();
    int same = proxies.contains(address) ? 0 : byAddress.merge(address, 1, Integer::sum);
    if (all > limits.maxConnections()) {
      return Optional.of(
          ProblemDocument.of(
              503,
              "overloaded",
              "the server has " + limits.maxConnections() + " connections" + RETRY_LATER));
    }
    if (same > limits.maxConnectionsPerAddress()) {
      return Optional.of(
          ProblemDocument.of(
              429,
              "overloaded",
              "your address has "
                  + limits.maxConnectionsPerAddress()
                  + " connections"
                  + RETRY_LATER));
    }
    return Optional.empty();
  }

  private void remove(InetAddress address) {
    count.decrementAndGet();
    byAddress.computeIfPresent(address, (same, n) -> n == 1 ? null : n - 1);
  }
}
