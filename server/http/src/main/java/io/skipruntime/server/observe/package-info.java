/** What is seen of requests and commits: durations, spans and the log. */
@NullMarked
package io.skipruntime.server.observe;

import org.jspecify.annotations.NullMarked;
