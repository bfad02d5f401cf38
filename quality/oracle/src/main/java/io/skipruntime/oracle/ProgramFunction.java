package io.skipruntime.oracle;

/** A function of a generated program. */
interface ProgramFunction {

  /** The operation, as far as the function depends on it. */
  Operation what();
}
