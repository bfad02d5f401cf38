/** Tests of the external sources that feed a service. */
@NullMarked
package io.skipruntime.engine.source;

import org.jspecify.annotations.NullMarked;
