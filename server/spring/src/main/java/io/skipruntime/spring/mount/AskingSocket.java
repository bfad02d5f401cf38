package io.skipruntime.spring.mount;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.FluxSink;

/** A socket that takes the next group when the server asks for it. */
final class AskingSocket implements FluxSocket {

  @Override
  public void send(Runnable publishing, FluxSink<Publisher<DataBuffer>> sink, Runnable taken) {
    publishing.run();
    if (sink.requestedFromDownstream() > 0) {
      taken.run();
    } else {
      sink.onRequest(more -> taken.run());
    }
  }

  @Override
  public void close() {}
}
