/** An application of Micronaut that has a service. */
@NullMarked
package io.skipruntime.frameworks.micronaut;

import org.jspecify.annotations.NullMarked;
