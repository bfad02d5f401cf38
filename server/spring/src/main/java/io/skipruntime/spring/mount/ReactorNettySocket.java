package io.skipruntime.spring.mount;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.FluxSink;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The socket of an answer of Reactor Netty with HTTP/1.1. After each group an empty buffer is given
 * to the channel, past what encodes HTTP; it is written when all before it is, so that the client
 * has taken the group as far as the kernel knows.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that breaks ends the answer
final class ReactorNettySocket implements FluxSocket {

  private static final int HTTP_1 = 1;

  private final Channel channel;

  private ReactorNettySocket(Channel channel) {
    this.channel = channel;
  }

  /** That of an answer, which may be of another server. */
  static FluxSocket of(ServerHttpResponse answer) {
    Object server = ServerHttpResponseDecorator.getNativeResponse(answer);
    if (server instanceof HttpServerResponse response
        && response.version().majorVersion() == HTTP_1) {
      AtomicReference<@Nullable Channel> found = new AtomicReference<>();
      response.withConnection(connection -> found.set(connection.channel()));
      Channel channel = found.get();
      return channel == null ? new AskingSocket() : new ReactorNettySocket(channel);
    }
    return new AskingSocket();
  }

  @Override
  public void send(Runnable publishing, FluxSink<Publisher<DataBuffer>> sink, Runnable taken) {
    channel
        .eventLoop()
        .execute(() -> {
          publishing.run();
          ChannelHandlerContext first = channel.pipeline().firstContext();
          if (first != null) {
            first
                .writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(written -> {
                  if (written.isSuccess()) {
                    taken.run();
                  }
                });
          }
        });
  }

  @Override
  public void close() {
    channel.close();
  }
}
