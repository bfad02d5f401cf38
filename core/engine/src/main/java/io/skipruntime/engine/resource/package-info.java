/** Resource instances, and the external sources that feed a service. */
@NullMarked
package io.skipruntime.engine.resource;

import org.jspecify.annotations.NullMarked;
