/** A program that serves a service. */
@NullMarked
package io.skipruntime.frameworks.plain;

import org.jspecify.annotations.NullMarked;
