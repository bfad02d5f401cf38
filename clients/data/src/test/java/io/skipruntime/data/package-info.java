/** Tests of the package. */
@NullMarked
package io.skipruntime.data;

import org.jspecify.annotations.NullMarked;
