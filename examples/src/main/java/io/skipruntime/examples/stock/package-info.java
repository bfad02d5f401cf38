/** A service over a batch of data, lines that are appended, and a database. */
@NullMarked
package io.skipruntime.examples.stock;

import org.jspecify.annotations.NullMarked;
