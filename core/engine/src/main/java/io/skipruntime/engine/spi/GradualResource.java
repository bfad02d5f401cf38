package io.skipruntime.engine.spi;

/**
 * A resource that may be built little by little: its {@code instantiate} looks up nothing, and asks
 * large collections for {@link GradualCollection#gradually}. While such an instance is opened,
 * writes go on: the entries of large collections come into its nodes in steps of their own.
 */
public interface GradualResource {}
