/** Event streams: subscribers of resource instances, and the events that they are sent. */
@NullMarked
package io.skipruntime.server.stream;

import org.jspecify.annotations.NullMarked;
