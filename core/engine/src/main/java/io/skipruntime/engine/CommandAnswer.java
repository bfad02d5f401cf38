package io.skipruntime.engine;

import io.skipruntime.json.Json;

/**
 * The answer to a command that was carried out.
 *
 * @param result what the command gave
 * @param watermark the version from which on every read shows what the command has written
 */
public record CommandAnswer(Json result, Watermark watermark) {}
