/** An application of Quarkus that uses a service of another process. */
@NullMarked
package io.skipruntime.frameworks.quarkus;

import org.jspecify.annotations.NullMarked;
