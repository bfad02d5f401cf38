/** Tests of the example stock. */
@NullMarked
package io.skipruntime.examples.stock;

import org.jspecify.annotations.NullMarked;
