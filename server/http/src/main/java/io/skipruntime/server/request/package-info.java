/** What a request says, and whether its client may make it. */
@NullMarked
package io.skipruntime.server.request;

import org.jspecify.annotations.NullMarked;
