package io.skipruntime.benchmarks.measure;

/** A program that does the work of a task. */
public enum Program {
  /** The engine or the server of this project. */
  OURS,
  /** Java without a framework. */
  HAND,
  /** A database that is asked again after each write. */
  REQUERY,
  /** The npm packages of the reference implementation. */
  REFERENCE
}
