package io.skipruntime.server.stream;

import java.util.function.Supplier;

/**
 * A stream that a request asks for.
 *
 * @param framing how it is told on the connection
 * @param opening opens what it shows; may block, and throws what the stream is refused with
 */
public record StreamOpening(Framing framing, Supplier<StreamSubject> opening) {}
