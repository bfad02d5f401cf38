package io.skipruntime.server.stream;

import io.skipruntime.engine.EventId;
import io.skipruntime.server.problem.RefusedException;
import java.util.Optional;

/**
 * The resource instance that an event stream shows.
 *
 * @param identifier under which the resource instance is open
 * @param last the last event that the client has seen, if it resumes
 * @param ifUnknown how the stream is refused if there is no such instance, where that is not in the
 *     usual way
 * @param afterEnd what to do when the stream has ended; may block
 */
public record StreamSubject(
    String identifier,
    Optional<EventId> last,
    Optional<RefusedException> ifUnknown,
    Runnable afterEnd) {}
