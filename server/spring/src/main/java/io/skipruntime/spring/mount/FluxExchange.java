package io.skipruntime.spring.mount;

import io.skipruntime.server.EmbeddedServer;
import io.skipruntime.server.host.BodyTaker;
import io.skipruntime.server.host.QueuedResponse.Slice;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A request of WebFlux and its answer. The body of the answer is a publisher of groups, each of
 * which the server flushes; there is one group on its way at a time.
 *
 * <ul>
 *   <li>{@code head} is told when the answer begins; WebFlux subscribes to the body then, after
 *       which there is a {@code body}.
 *   <li>{@code given} is what could not be published yet, since there was no {@code body}; {@code
 *       isEnded} is whether there will be nothing more.
 *   <li>{@code reading} is the subscription to the request's body while its parts are taken, {@code
 *       dropping} while they are dropped; until then the answer does not end, since a connection
 *       that ends before its client has sent everything loses the answer.
 * </ul>
 */
final class FluxExchange extends MountedRequest {

  private static final Logger LOGGER = System.getLogger(FluxExchange.class.getName());

  /** How long the rest of a body is read that is not wanted, so that the client sees its answer. */
  private static final long LINGER_MILLIS = 1_000;

  private static final boolean IS_REACTOR_NETTY_PRESENT =
      ClassUtils.isPresent(
          "reactor.netty.http.server.HttpServerResponse", FluxExchange.class.getClassLoader());

  private static final BodyTaker DROPPED =
      new BodyTaker() {
        @Override
        public void part(ByteBuffer bytes) {}

        @Override
        public void complete() {}

        @Override
        public void broken() {}
      };

  private final EmbeddedServer.Door door;
  private final ServerWebExchange exchange;
  private final ServerHttpResponse answer;
  private final FluxSocket socket;
  private @Nullable MonoSink<Map<String, String>> head;
  private @Nullable FluxSink<Publisher<DataBuffer>> body;
  private List<Slice> given = List.of();
  private boolean isEnded;
  private @Nullable Reading reading;
  private @Nullable Reading dropping;
  private int status;

  FluxExchange(EmbeddedServer.Door door, Head head, ServerWebExchange exchange) {
    super(door, head);
    this.door = door;
    this.exchange = exchange;
    this.answer = exchange.getResponse();
    this.socket = socketOf(answer);
  }

  private static FluxSocket socketOf(ServerHttpResponse answer) {
    return IS_REACTOR_NETTY_PRESENT ? ReactorNettySocket.of(answer) : new AskingSocket();
  }

  /** The answer, which completes when all of it is sent; the request begins by the subscription. */
  Mono<Void> run() {
    return Mono.<Map<String, String>>create(this::begin)
        .flatMap(this::answer)
        .doFinally(signal -> execute(this::over));
  }

  private void begin(MonoSink<Map<String, String>> sink) {
    head = sink;
    try {
      door.handle(this);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.DEBUG, "the protocol has ended", e);
      status = 503;
      isEnded = true;
      sink.success(Map.of());
    }
  }

  private Mono<Void> answer(Map<String, String> headers) {
    answer.setStatusCode(HttpStatusCode.valueOf(status));
    headers.forEach(answer.getHeaders()::set);
    return isEnded ? answer.setComplete() : answer.writeAndFlushWith(Flux.create(this::opened));
  }

  private void opened(FluxSink<Publisher<DataBuffer>> sink) {
    execute(() -> {
      body = sink;
      if (!given.isEmpty()) {
        List<Slice> first = given;
        given = List.of();
        publish(sink, first);
      }
      completeIfEnded();
    });
  }

  /** Runs a step on the event loop, unless that has ended; then nothing is to be done any more. */
  private void execute(Runnable step) {
    try {
      loop().execute(step);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.TRACE, "the protocol has ended", e);
    }
  }

  private void over() {
    stopDropping();
    Reading last = reading;
    reading = null;
    if (last != null) {
      last.cancel();
      last.taker.broken();
    }
    queued().closed();
  }

  @Override
  public void begin(int newStatus, Map<String, String> headers) {
    status = newStatus;
    MonoSink<Map<String, String>> told = head;
    if (told != null) {
      told.success(headers);
    }
  }

  @Override
  public void send(List<Slice> slices) {
    FluxSink<Publisher<DataBuffer>> sink = body;
    if (sink == null) {
      given = slices;
    } else {
      publish(sink, slices);
    }
  }

  private void publish(FluxSink<Publisher<DataBuffer>> sink, List<Slice> slices) {
    socket.send(
        () -> sink.next(Flux.fromIterable(slices).map(this::buffer)),
        sink,
        () -> execute(queued()::taken));
  }

  private DataBuffer buffer(Slice slice) {
    return answer
        .bufferFactory()
        .wrap(ByteBuffer.wrap(slice.bytes(), slice.from(), slice.length()).slice());
  }

  @Override
  public void end() {
    isEnded = true;
    completeIfEnded();
  }

  private void completeIfEnded() {
    FluxSink<Publisher<DataBuffer>> sink = body;
    if (isEnded && dropping == null && sink != null) {
      sink.complete();
    }
  }

  @Override
  public void abort() {
    socket.close();
    FluxSink<Publisher<DataBuffer>> sink = body;
    if (sink != null) {
      sink.error(new IllegalStateException("the client does not read"));
    }
  }

  @Override
  public void receive(BodyTaker taker) {
    Reading next = new Reading(taker);
    reading = next;
    exchange.getRequest().getBody().subscribe(next);
  }

  @Override
  public void ignoreBody() {
    Reading ignored = reading;
    reading = null;
    if (ignored == null) {
      ignored = new Reading(DROPPED);
      dropping = ignored;
      exchange.getRequest().getBody().subscribe(ignored);
    } else {
      dropping = ignored;
    }
    loop().after(LINGER_MILLIS, this::stopDropping);
    if (!response().isBegun()) {
      response().header("Connection", "close");
    }
  }

  private void stopDropping() {
    Reading dropped = dropping;
    dropping = null;
    if (dropped != null) {
      dropped.cancel();
      completeIfEnded();
    }
  }

  /** The request's body, of which one part is asked for at a time. */
  private final class Reading extends BaseSubscriber<DataBuffer> {

    private final BodyTaker taker;

    Reading(BodyTaker taker) {
      this.taker = taker;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      request(1);
    }

    @Override
    protected void hookOnNext(DataBuffer part) {
      execute(() -> {
        try (DataBuffer.ByteBufferIterator buffers = part.readableByteBuffers()) {
          while (reading == this && buffers.hasNext()) {
            taker.part(buffers.next());
          }
        } finally {
          DataBufferUtils.release(part);
        }
        request(1);
      });
    }

    @Override
    protected void hookOnComplete() {
      execute(() -> {
        if (reading == this) {
          reading = null;
          taker.complete();
        } else {
          stopDropping();
        }
      });
    }

    @Override
    protected void hookOnError(Throwable failure) {
      execute(() -> {
        if (reading == this) {
          reading = null;
          taker.broken();
        } else {
          stopDropping();
        }
      });
    }
  }
}
