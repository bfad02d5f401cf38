package io.skipruntime.server.security;

import io.skipruntime.Principal;
import java.time.Instant;

/**
 * The facts that a token has proved.
 *
 * @param principal who its bearer acts for
 * @param expiry until when
 */
public record VerifiedToken(Principal principal, Instant expiry) {}
