/** The oracle: random services and runs, compared with evaluation from scratch. */
@NullMarked
package io.skipruntime.oracle;

import org.jspecify.annotations.NullMarked;
