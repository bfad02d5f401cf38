package io.skipruntime.server.options;

/**
 * What one place says about an option.
 *
 * @param option the option's name
 * @param text the value as it is written there
 * @param origin the place, for people: {@code --control-port}, {@code SKIP_CONTROL_PORT}, or file
 *     and line
 */
record Setting(String option, String text, String origin) {}
