/** Tests of attempts and pauses. */
@NullMarked
package io.skipruntime.client.feed;

import org.jspecify.annotations.NullMarked;
