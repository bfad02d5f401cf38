/** Tests of threads that meet in the middle of something; in the package whose inside they need. */
@NullMarked
package io.skipruntime.engine.subscription;

import org.jspecify.annotations.NullMarked;
