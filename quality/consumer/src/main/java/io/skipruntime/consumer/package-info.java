/** A project of a user's, which has Skip's artifacts from a repository. */
@NullMarked
package io.skipruntime.consumer;

import org.jspecify.annotations.NullMarked;
