/** What the web applications of the examples have in common. */
@NullMarked
package io.skipruntime.examples.page;

import org.jspecify.annotations.NullMarked;
