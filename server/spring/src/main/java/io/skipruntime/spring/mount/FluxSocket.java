package io.skipruntime.spring.mount;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.FluxSink;

/**
 * The socket of an answer of WebFlux. WebFlux itself says only how many groups a server asks for,
 * which may be many before it has sent one; a socket may know more.
 */
interface FluxSocket {

  /**
   * Publishes a group.
   *
   * @param publishing gives the group to the server
   * @param sink where it is given
   * @param taken is run when the group is sent, or the next one may be given
   */
  void send(Runnable publishing, FluxSink<Publisher<DataBuffer>> sink, Runnable taken);

  /** Ends the connection at once, if that is possible. */
  void close();
}
