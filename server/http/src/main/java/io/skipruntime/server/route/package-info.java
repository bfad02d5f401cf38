/** The routes of the two listeners, and how a request gets to the one that answers it. */
@NullMarked
package io.skipruntime.server.route;

import org.jspecify.annotations.NullMarked;
