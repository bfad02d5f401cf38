package io.skipruntime.server.spi;

import io.skipruntime.Principal;
import java.time.Instant;

/**
 * A user whom a token has proved.
 *
 * @param principal who it is
 * @param expiry until when the proof holds
 */
public record ProvenUser(Principal principal, Instant expiry) {}
