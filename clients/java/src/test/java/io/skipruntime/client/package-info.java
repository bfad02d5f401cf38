/** Tests of the client, against a real server. */
@NullMarked
package io.skipruntime.client;

import org.jspecify.annotations.NullMarked;
