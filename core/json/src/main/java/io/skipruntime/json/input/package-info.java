/**
 * What bytes and texts of others are freed of before they are read: codings, and marks of editors.
 */
@NullMarked
package io.skipruntime.json.input;

import org.jspecify.annotations.NullMarked;
