/** Contents of a remote resource that follow its changes. */
@NullMarked
package io.skipruntime.client.live;

import org.jspecify.annotations.NullMarked;
