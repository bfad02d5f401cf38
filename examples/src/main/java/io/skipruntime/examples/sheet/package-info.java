/** A spreadsheet: its formulas are an expression language, its cells a lazy collection. */
@NullMarked
package io.skipruntime.examples.sheet;

import org.jspecify.annotations.NullMarked;
