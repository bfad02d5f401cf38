package io.skipruntime.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.skipruntime.server.host.ByteBudget;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.problem.ProblemDocument;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The guard of one connection. It ends the connection when its client keeps it busy with nothing:
 * with half a request, with none at all, or by not reading the answer. It is the first to see what
 * arrives, before TLS and HTTP, and it is told of requests by what takes them. Used by the
 * connection's event loop only.
 *
 * <ul>
 *   <li>The connection is in one of four phases. {@code IDLE}: nothing of a request has arrived;
 *       ends after {@link LimitOptions#keepAliveMillis}. {@code HEAD}: something has; ends after
 *       {@link LimitOptions#headerMillis}. {@code BUSY}: {@code requests} is positive, and others
 *       see to it that they end. {@code CLOSING}: it ends soon, and what arrives is thrown away.
 *   <li>{@code headTimer} runs only while a head is incomplete, so that a request that arrives in
 *       one piece costs no timer.
 *   <li>{@code stallTimer} runs only while there is something that the socket has not taken.
 *   <li>A client that sends no more still gets what it has asked for, unless that is a stream or a
 *       query: who closes a connection looks the same, and these must not be kept for them.
 *   <li>What waits for the socket is at most {@value #MOST_PENDING_BYTES} bytes: answers are given
 *       to it in slices as it takes them, so that more are heads without bodies, of a client that
 *       asks and does not read.
 *   <li>{@code hasStalled} is true from when a stream was ended of which nothing was taken until
 *       something of another is.
 *   <li>Once it {@code isEstablished}, a client that begins another handshake of TLS has its
 *       connection ended: renegotiation (RFC 5746) costs the server more than the client.
 *   <li>With HTTP/2 there is no phase {@code HEAD}: what it keeps of an incomplete head is limited,
 *       and a connection without open streams is idle whatever it sends.
 * </ul>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
public final class ConnectionGuard extends ChannelDuplexHandler {

  private static final AttributeKey<ConnectionGuard> KEY =
      AttributeKey.valueOf(ConnectionGuard.class, "guard");
  private static final int CHECKS_PER_LIMIT = 4;
  private static final int MOST_PENDING_BYTES = 4 << 20;
  private static final int CONNECTION_SHARE = 4;

  private enum Phase {
    IDLE,
    HEAD,
    BUSY,
    CLOSING
  }

  private final LimitOptions limits;
  private final long writeStallMillis;
  private final boolean isTls;
  private final ByteBudget pendingAnswers;
  private final TlsRecords records = new TlsRecords();
  private Phase phase = Phase.IDLE;
  private boolean isHttp2;
  private boolean isEstablished;
  private boolean isStreaming;
  private boolean awaitsBody;
  private boolean inputEnded;
  private boolean lingers;
  private boolean hasStalled;
  private int requests;
  private long idleSinceNanos = System.nanoTime();
  private @Nullable ScheduledFuture<?> headTimer;
  private @Nullable ScheduledFuture<?> idleTimer;
  private @Nullable ScheduledFuture<?> stallTimer;
  private long takenSinceNanos;
  private long pendingBytes;
  private long pendingProgress;
  private Runnable whenWritable = () -> {};

  ConnectionGuard(LimitOptions limits, long writeStallMillis, boolean isTls) {
    this.limits = limits;
    this.writeStallMillis = writeStallMillis;
    this.isTls = isTls;
    this.pendingAnswers =
        new ByteBudget(ByteBudget.ofHeap(limits.pendingAnswerBytes()) / CONNECTION_SHARE);
  }

  /** Notes that a connection speaks HTTP now, after the TLS handshake if there is one. */
  public static void established(HttpConnection connection) {
    of(connection).established(connection.protocolVersion() == HttpVersion.HTTP_2);
  }

  /** Notes a request whose head is complete, until it is answered. */
  public static void watch(HttpServerRequest request) {
    ConnectionGuard guard = of(request.connection());
    if (request.version() == HttpVersion.HTTP_2) {
      guard.idleSinceNanos = System.nanoTime();
    } else {
      ChannelHandlerContext context =
          ((HttpServerConnection) request.connection()).channelHandlerContext();
      guard.requestStarted();
      request.response().endHandler(none -> guard.requestEnded(context.channel()));
    }
  }

  /** Notes that a request has become a stream, which is of no use when its client is gone. */
  public static void streams(HttpServerRequest request) {
    of(request.connection()).isStreaming = true;
  }

  /** Notes whether the rest of a request's body is waited for. */
  public static void awaitsBody(HttpServerRequest request, boolean waits) {
    of(request.connection()).awaitsBody = waits;
  }

  /**
   * Notes that a connection of HTTP/1 ends after the answer to a request that may not have arrived
   * completely. What the client still sends is read for a while, so that it gets to see the answer.
   */
  public static void linger(HttpServerRequest request) {
    of(request.connection()).lingers = true;
  }

  /**
   * Sets the step that runs whenever the connection of HTTP/1 takes bytes again after it did not.
   * There is one such step, which must not block.
   */
  public static void whenWritable(HttpServerRequest request, Runnable step) {
    of(request.connection()).whenWritable = step;
  }

  /** What the answers of a request's connection may hold together. May be called by any thread. */
  static ByteBudget pendingAnswers(HttpServerRequest request) {
    return of(request.connection()).pendingAnswers;
  }

  /**
   * Notes that nothing of a stream was taken for too long; whether the connection is of no use,
   * since that was so before and nothing was taken since. With HTTP/1 a connection has one stream.
   */
  static boolean stalled(HttpServerRequest request) {
    ConnectionGuard guard = of(request.connection());
    boolean isAgain = guard.hasStalled;
    guard.hasStalled = true;
    return isAgain;
  }

  /** Notes that a client has taken something. */
  public static void taken(HttpServerRequest request) {
    of(request.connection()).hasStalled = false;
  }

  private static ConnectionGuard of(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel().attr(KEY).get();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.channel().attr(KEY).set(this);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    String before = isTls ? encryption(context) : context.name();
    context.pipeline().addAfter(before, null, new HeadCheckInstaller());
    scheduleIdleCheck(context);
    context.fireChannelActive();
  }

  private static String encryption(ChannelHandlerContext context) {
    ChannelHandler handler = context.pipeline().get(SslHandler.class);
    if (handler == null) {
      handler = context.pipeline().get(AbstractSniHandler.class);
    }
    return context.pipeline().context(handler).name();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancel(headTimer);
    cancel(idleTimer);
    cancel(stallTimer);
    context.fireChannelInactive();
  }

  private static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    if (phase == Phase.CLOSING) {
      ReferenceCountUtil.release(bytes);
      return;
    }
    if (isTls && bytes instanceof ByteBuf encrypted) {
      boolean hasHandshake = records.hasHandshake(encrypted);
      if (hasHandshake && isEstablished) {
        ReferenceCountUtil.release(bytes);
        context.close();
        return;
      }
    }
    if (phase == Phase.IDLE && !isHttp2) {
      phase = Phase.HEAD;
    }
    context.fireChannelRead(bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (phase == Phase.CLOSING) {
      context.read();
      return;
    }
    context.fireChannelReadComplete();
    if (phase == Phase.HEAD && headTimer == null && context.channel().isActive()) {
      headTimer = schedule(context, limits.headerMillis(), () -> endSlowHead(context));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.fireChannelWritabilityChanged();
    if (context.channel().isWritable()) {
      whenWritable.run();
    }
  }

  private void established(boolean http2) {
    isEstablished = true;
    isHttp2 = http2;
    if (http2 || isTls) {
      leaveHead(Phase.IDLE);
      idleSinceNanos = System.nanoTime();
    }
  }

  private void leaveHead(Phase next) {
    phase = next;
    cancel(headTimer);
    headTimer = null;
  }

  private void requestStarted() {
    requests++;
    leaveHead(Phase.BUSY);
  }

  private void requestEnded(Channel channel) {
    requests--;
    if (requests == 0 && phase != Phase.CLOSING) {
      isStreaming = false;
      phase = Phase.IDLE;
      idleSinceNanos = System.nanoTime();
      if (inputEnded) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      if (phase != Phase.BUSY || awaitsBody || isStreaming || isHttp2) {
        context.close();
        return;
      }
    }
    context.fireUserEventTriggered(event);
  }

  private void endSlowHead(ChannelHandlerContext context) {
    headTimer = null;
    if (phase != Phase.HEAD) {
      return;
    }
    if (isTls) {
      context.close();
    } else {
      ProblemDocument problem =
          ProblemDocument.of(
              408,
              "request-timeout",
              "the head of a request may take " + limits.headerMillis() + " ms");
      context.writeAndFlush(PlainAnswer.of(problem));
      lingers = true;
      close(context, context.newPromise());
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    boolean isReset = context.channel().config().getOption(ChannelOption.SO_LINGER) == 0;
    if (!lingers || isReset || !context.channel().isActive()) {
      context.close(promise);
    } else if (phase != Phase.CLOSING) {
      leaveHead(Phase.CLOSING);
      context.channel().closeFuture().addListener(closed -> promise.trySuccess());
      LingeringClose.begin(context);
      context.read();
    }
  }

  /** A connection that breaks is closed, which is all that others need to know. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    if (failure instanceof IOException) {
      context.close();
    } else {
      context.fireExceptionCaught(failure);
    }
  }

  private void scheduleIdleCheck(ChannelHandlerContext context) {
    long period = Math.max(1, limits.keepAliveMillis() / CHECKS_PER_LIMIT);
    idleTimer = schedule(context, period, () -> checkIdle(context));
  }

  private void checkIdle(ChannelHandlerContext context) {
    Channel channel = context.channel();
    if (phase != Phase.IDLE || hasOpenStreams(channel) || pendingBytes(channel) > 0) {
      idleSinceNanos = System.nanoTime();
    }
    if (millisSince(idleSinceNanos) >= limits.keepAliveMillis()) {
      channel.close();
    } else {
      scheduleIdleCheck(context);
    }
  }

  private boolean hasOpenStreams(Channel channel) {
    Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    return http2 != null && http2.connection().numActiveStreams() > 0;
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    context.flush();
    if (pendingBytes(context.channel()) > MOST_PENDING_BYTES) {
      context.close();
      return;
    }
    if (stallTimer == null && pendingBytes(context.channel()) > 0) {
      noteTaken(context.channel());
      scheduleStallCheck(context);
    }
  }

  private void scheduleStallCheck(ChannelHandlerContext context) {
    long period = Math.max(1, writeStallMillis / CHECKS_PER_LIMIT);
    stallTimer = schedule(context, period, () -> checkStall(context));
  }

  private void checkStall(ChannelHandlerContext context) {
    Channel channel = context.channel();
    stallTimer = null;
    if (pendingBytes(channel) == 0) {
      return;
    }
    if (pendingBytes(channel) != pendingBytes || progress(channel) != pendingProgress) {
      noteTaken(channel);
    }
    if (millisSince(takenSinceNanos) >= writeStallMillis) {
      context.close();
    } else {
      scheduleStallCheck(context);
    }
  }

  private void noteTaken(Channel channel) {
    takenSinceNanos = System.nanoTime();
    pendingBytes = pendingBytes(channel);
    pendingProgress = progress(channel);
  }

  private static long pendingBytes(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  private static long progress(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.currentProgress();
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private static ScheduledFuture<?> schedule(
      ChannelHandlerContext context, long millis, Runnable step) {
    return context.executor().schedule(step, millis, TimeUnit.MILLISECONDS);
  }
}
