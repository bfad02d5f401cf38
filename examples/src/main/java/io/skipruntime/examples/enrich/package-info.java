/** A service that calls another one for each of its entries. */
@NullMarked
package io.skipruntime.examples.enrich;

import org.jspecify.annotations.NullMarked;
