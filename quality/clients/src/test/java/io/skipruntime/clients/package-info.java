/** Tests of the clients in other languages. */
@NullMarked
package io.skipruntime.clients;

import org.jspecify.annotations.NullMarked;
