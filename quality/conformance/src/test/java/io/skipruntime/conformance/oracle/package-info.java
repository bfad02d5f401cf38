/** Random runs on the conformance service, compared with evaluation from scratch. */
@NullMarked
package io.skipruntime.conformance.oracle;

import org.jspecify.annotations.NullMarked;
