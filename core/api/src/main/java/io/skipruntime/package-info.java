/** The API for the authors of services. */
@NullMarked
package io.skipruntime;

import org.jspecify.annotations.NullMarked;
