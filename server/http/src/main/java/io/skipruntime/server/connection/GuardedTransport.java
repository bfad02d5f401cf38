package io.skipruntime.server.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.options.SocketTransport;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A transport with one addition: {@link ConnectionLimits} gets to see each connection before
 * anybody else, even before its first byte.
 */
public final class GuardedTransport implements Transport {

  private final Transport sockets;
  private final ConnectionLimits limits;

  private GuardedTransport(Transport sockets, ConnectionLimits limits) {
    this.sockets = sockets;
    this.limits = limits;
  }

  /**
   * The transport whose connections have limits.
   *
   * @throws ServerStartException if a library is asked for that is not there
   */
  public static GuardedTransport of(SocketTransport asked, ConnectionLimits limits) {
    return new GuardedTransport(
        switch (asked) {
          case AUTO -> isAvailable(EPOLL) ? EPOLL : NIO;
          case JDK -> NIO;
          case EPOLL -> required(asked, EPOLL);
          case IO_URING -> required(asked, IO_URING);
        },
        limits);
  }

  /** Whether there is a library for a transport that runs here; null if it has no classes. */
  private static boolean isAvailable(@Nullable Transport library) {
    return library != null && library.available();
  }

  private static Transport required(SocketTransport asked, @Nullable Transport library) {
    if (library != null && library.available()) {
      return library;
    }
    Throwable cause = library == null ? null : library.unavailabilityCause();
    throw new ServerStartException(
        "--transport "
            + asked
            + " needs the artifact io.netty:netty-transport-native-"
            + asked
            + " for this machine on the class path"
            + (cause == null ? "" : ": " + cause.getMessage()),
        cause == null ? new IllegalStateException("there is no such library") : cause);
  }

  @Override
  public String name() {
    return sockets.name();
  }

  @Override
  public boolean available() {
    return sockets.available();
  }

  @Override
  public Throwable unavailabilityCause() {
    return sockets.unavailabilityCause();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return new Sockets(sockets.implementation(), limits);
  }

  /** The factory of sockets. */
  private record Sockets(io.vertx.core.spi.transport.Transport platform, ConnectionLimits limits)
      implements io.vertx.core.spi.transport.Transport {

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
      return platform.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
      return platform.convert(address);
    }

    @Override
    public boolean supportsDomainSockets() {
      return platform.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
      return platform.supportFileRegion();
    }

    @Override
    public void configure(TcpConfig options, boolean isDomainSocket, ServerBootstrap bootstrap) {
      platform.configure(options, isDomainSocket, bootstrap);
    }

    @Override
    public void configure(TcpConfig options, boolean isDomainSocket, Bootstrap bootstrap) {
      platform.configure(options, isDomainSocket, bootstrap);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
      return platform.ioHandlerFactory();
    }

    @Override
    @SuppressWarnings("deprecation") // as the interface has it
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
      return platform.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
      return platform.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean isDomainSocket) {
      return platform.channelFactory(isDomainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean isDomainSocket) {
      ChannelFactory<? extends ServerChannel> sockets =
          platform.serverChannelFactory(isDomainSocket);
      return () -> {
        ServerChannel socket = sockets.newChannel();
        socket.pipeline().addLast(limits.acceptor());
        return socket;
      };
    }
  }
}
