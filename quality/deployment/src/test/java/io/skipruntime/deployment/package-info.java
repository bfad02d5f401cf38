/** Tests of the files of docs/deploy that are for containers and for monitoring. */
@NullMarked
package io.skipruntime.deployment;

import org.jspecify.annotations.NullMarked;
