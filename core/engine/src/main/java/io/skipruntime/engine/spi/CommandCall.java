package io.skipruntime.engine.spi;

import io.skipruntime.json.Json;

/**
 * A call of a command under an idempotency key.
 *
 * @param owner whose key it is, as a text; empty for those without a principal
 * @param command the name of the command
 * @param key the key
 * @param params the parameters as the caller gave them
 */
public record CommandCall(String owner, String command, String key, Json params) {}
