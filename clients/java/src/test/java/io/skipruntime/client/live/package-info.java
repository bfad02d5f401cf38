/** Tests of live collections, against a real server and a network that fails. */
@NullMarked
package io.skipruntime.client.live;

import org.jspecify.annotations.NullMarked;
