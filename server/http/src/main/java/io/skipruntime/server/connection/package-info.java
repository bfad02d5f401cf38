/**
 * Connections below HTTP: how many there may be, how long they may do nothing, how they are
 * encrypted.
 */
@NullMarked
package io.skipruntime.server.connection;

import org.jspecify.annotations.NullMarked;
