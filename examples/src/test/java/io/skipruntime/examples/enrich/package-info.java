/** Tests of the service that calls another one. */
@NullMarked
package io.skipruntime.examples.enrich;

import org.jspecify.annotations.NullMarked;
