/** Random runs of a service, compared with evaluation from scratch. */
@NullMarked
package io.skipruntime.testkit.consistency;

import org.jspecify.annotations.NullMarked;
