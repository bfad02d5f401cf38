/** Tests of services in TypeScript, with the programs that are in the resources. */
@NullMarked
package io.skipruntime.language.typescript;

import org.jspecify.annotations.NullMarked;
