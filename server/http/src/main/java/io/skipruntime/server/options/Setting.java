package io.skipruntime.server.options;

/**
 * The value that one place gives an option. Immutable.
 *
 * @param option the option's name
 * @param text the value as it is written there
 * @param origin the place, for people: {@code --control-port}, {@code SKIP_CONTROL_PORT}, or file
 *     and line
 */
public record Setting(String option, String text, String origin) {}
