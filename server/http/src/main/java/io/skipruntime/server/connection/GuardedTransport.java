package io.skipruntime.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.transport.Transport;
import java.net.SocketAddress;

/**
 * The transport of the platform, with one addition: {@link ConnectionLimits} gets to see each
 * connection before anybody else, even before its first byte.
 */
public final class GuardedTransport implements Transport {

  private final ConnectionLimits limits;

  /** The transport whose connections have limits. */
  public GuardedTransport(ConnectionLimits limits) {
    this.limits = limits;
  }

  @Override
  public String name() {
    return NIO.name();
  }

  @Override
  public boolean available() {
    return NIO.available();
  }

  @Override
  public Throwable unavailabilityCause() {
    return NIO.unavailabilityCause();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return new Sockets(NIO.implementation(), limits);
  }

  /** Makes sockets. */
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
