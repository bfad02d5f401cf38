/** Answers to requests, and the problem documents (RFC 9457) that say why a request was refused. */
@NullMarked
package io.skipruntime.server.problem;

import org.jspecify.annotations.NullMarked;
