/** Programs of one file that the tests of the templates run from their sources. */
@NullMarked
package io.skipruntime.templates;

import org.jspecify.annotations.NullMarked;
