/**
 * Proofs of who somebody is: bearer tokens, JSON web tokens and their keys, tokens of streams,
 * certificates, and the files that secrets are read from.
 *
 * <p>Nothing here knows of requests: the classes of {@code request} take a token out of a header or
 * an address and ask here whether it is good. {@link io.skipruntime.server.security.TokenVerifier}
 * verifies the tokens of users by {@link io.skipruntime.server.security.TokenKeys}, {@link
 * io.skipruntime.server.security.StreamTokens} makes and verifies permissions to follow a stream.
 * Secrets are compared in constant time and never part of a message.
 *
 * <p>All classes may be used by all threads. {@code TokenKeys} may wait for an address to answer, so
 * it is used by threads that may.
 */
@NullMarked
package io.skipruntime.server.security;

import org.jspecify.annotations.NullMarked;
