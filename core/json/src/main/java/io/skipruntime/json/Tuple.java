package io.skipruntime.json;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The mark of a record that is written as a JSON array of its components, in the order of
 * declaration, instead of an object.
 *
 * <p>That is the form for keys of several parts: arrays are sorted by their first element, then by
 * the second, and so on, whereas objects are sorted by the names of their members. So the entries
 * with a key {@code Rank(item, negatedAmount, bid)} are sorted by item, then by amount.
 *
 * <p>An absent component (null, or an empty Optional) is null in the array. A record below a sealed
 * interface has its simple name as first element.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Tuple {}
