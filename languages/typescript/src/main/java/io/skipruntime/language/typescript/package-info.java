/**
 * Services in TypeScript and JavaScript, which run in Node. What they import as
 * {@code @skipruntime} is in the resources of this package, as modules of JavaScript.
 */
@NullMarked
package io.skipruntime.language.typescript;

import org.jspecify.annotations.NullMarked;
