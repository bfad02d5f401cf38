package io.skipruntime.testkit.oracle;

/** A function of a generated program. */
interface ProgramFunction {

  /** The operation, as far as the function depends on it. */
  Operation what();
}
