/** Tests of followed files. */
@NullMarked
package io.skipruntime.files;

import org.jspecify.annotations.NullMarked;
