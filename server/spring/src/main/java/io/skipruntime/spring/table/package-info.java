/**
 * Inputs whose data is tables of the application's {@code DataSource}: {@code TableInputs} finds
 * them in a service's record of inputs, {@code TableBackedService} is the service with their
 * sources, and a {@code TableSource} reads them in one of two ways.
 */
@NullMarked
package io.skipruntime.spring.table;

import org.jspecify.annotations.NullMarked;
