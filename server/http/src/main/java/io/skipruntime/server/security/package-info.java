/** Proofs of who somebody is, and files that hold secrets; nothing here knows of routes. */
@NullMarked
package io.skipruntime.server.security;

import org.jspecify.annotations.NullMarked;
