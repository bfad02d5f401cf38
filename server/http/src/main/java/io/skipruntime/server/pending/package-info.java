/**
 * The requests and answers that are on their way, and the bounds on what they hold.
 *
 * <p>{@link io.skipruntime.server.pending.Pending} is what one listener holds. Its {@link
 * io.skipruntime.server.pending.OutgoingAnswers} admit an {@link
 * io.skipruntime.server.pending.OutgoingAnswer} as soon as it exists, give it to the host in
 * slices, and end it where its client does not take it. May be used by any thread, except for an
 * answer, which belongs to the loop of its request.
 */
@NullMarked
package io.skipruntime.server.pending;

import org.jspecify.annotations.NullMarked;
