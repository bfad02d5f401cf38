package io.skipruntime.engine;

import io.skipruntime.Principal;
import io.skipruntime.json.Json;
import java.util.Optional;

/**
 * Parameters of a resource as a client gave them, and on whose behalf, for {@link
 * ServiceInstance#getAll} and its like. The principal becomes the parameter that the resource has
 * for it; if a client's JSON has that parameter itself, it is refused, as it is in {@link Json}
 * without a principal.
 *
 * @param json what the client gave
 * @param principal whom the client has been verified to act for, if anybody
 */
public record ClientParams(Json json, Optional<Principal> principal) {}
