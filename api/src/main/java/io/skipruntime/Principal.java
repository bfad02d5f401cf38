package io.skipruntime;

import io.skipruntime.json.Json;

/**
 * Who a request is made for, as a token that the server has verified says. A resource takes it as a
 * component of its parameters: of type {@code Principal}, or {@code Optional<Principal>} if it can
 * do without. Clients cannot give that parameter themselves, and instances are shared by requests
 * for equal principals only.
 *
 * @param subject the token's subject, such as the identifier of a user
 * @param claims an object with those claims of the token that the server's options name
 */
public record Principal(String subject, Json claims) {}
