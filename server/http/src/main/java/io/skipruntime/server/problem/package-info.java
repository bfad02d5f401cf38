/**
 * Answers to requests, and the problem documents (RFC 9457) that say why a request was refused.
 *
 * <p>A class that refuses a request throws {@link io.skipruntime.server.problem.RefusedException}.
 * {@link io.skipruntime.server.problem.Failures} turns that, and each exception of the engine, into
 * a {@link io.skipruntime.server.problem.ProblemDocument}, and logs what is a defect under an
 * identifier that the document names. The dispatcher sends the document as an answer, a stream as
 * an event, a connection without HTTP as a {@link io.skipruntime.server.connection.PlainAnswer}.
 *
 * <p>Everything here is immutable, except for the table of logged failures, which all threads may
 * use.
 */
@NullMarked
package io.skipruntime.server.problem;

import org.jspecify.annotations.NullMarked;
