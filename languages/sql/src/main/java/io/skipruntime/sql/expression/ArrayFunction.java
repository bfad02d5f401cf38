package io.skipruntime.sql.expression;

import static io.skipruntime.sql.expression.Arguments.array;
import static io.skipruntime.sql.expression.Arguments.json;
import static io.skipruntime.sql.expression.Arguments.number;
import static io.skipruntime.sql.expression.Arguments.text;
import static io.skipruntime.sql.expression.Arguments.value;

import io.skipruntime.sql.catalog.SqlType;
import java.util.List;

/** The functions and operators of arrays. */
@SuppressWarnings("ImmutableEnumChecker") // the bodies capture nothing
public enum ArrayFunction implements Operation {
  /** The array of values. */
  CONSTRUCT("array(any...) @0[]", (a, type) -> Arrays.of(a, type), false),
  /** The array, an empty one for NULL. */
  NOT_NULL("$array(array) @0", (a, type) -> a[0] == null ? List.of() : a[0], false),
  /** Whether an array or a document has all that another has. */
  CONTAINS(
      "@>(any,any) bool",
      (a, type) ->
          value(a, 0) instanceof List<?> one
              ? Arrays.contains(one, array(a, 1))
              : Documents.contains(json(a, 0), json(a, 1))),
  /** Whether another array or document has all that one has. */
  IS_CONTAINED(
      "<@(any,any) bool",
      (a, type) ->
          value(a, 1) instanceof List<?> all
              ? Arrays.contains(all, array(a, 0))
              : Documents.contains(json(a, 1), json(a, 0))),
  /** Whether two arrays have an element in common. */
  OVERLAPS("&&(array,array) bool", (a, type) -> Arrays.overlaps(array(a, 0), array(a, 1))),
  /** The number of elements. */
  CARDINALITY("cardinality(array) int", (a, type) -> (long) array(a, 0).size()),
  /** The number of elements in the first dimension. */
  LENGTH(
      "array_length(array,int) int\narray_upper(array,int) int",
      (a, type) ->
          array(a, 0).isEmpty() || number(a, 1) != 1 ? null : (Object) (long) array(a, 0).size()),
  /** The number of the first element. */
  LOWER_BOUND(
      "array_lower(array,int) int",
      (a, type) -> array(a, 0).isEmpty() || number(a, 1) != 1 ? null : (Object) 1L),
  /** The number of dimensions. */
  DIMENSIONS("array_ndims(array) int", (a, type) -> array(a, 0).isEmpty() ? null : (Object) 1L),
  /** The bounds of the dimension, as a text. */
  BOUNDS(
      "array_dims(array) text",
      (a, type) -> array(a, 0).isEmpty() ? null : "[1:" + array(a, 0).size() + "]"),
  /** An array without its last elements. */
  TRIMMED("trim_array(array,int) @0", (a, type) -> Arrays.trimmed(array(a, 0), number(a, 1))),
  /** An array in the order of its elements. */
  SORTED(
      "array_sort(array) @0",
      (a, type) -> array(a, 0).stream().sorted(Comparison::compareElements).toList()),
  /** An array in the other order. */
  REVERSED("array_reverse(array) @0", (a, type) -> List.copyOf(array(a, 0).reversed())),
  /** The texts of the elements with one between them. */
  TO_TEXT(
      "array_to_string(array,text,text?) text",
      (a, type) ->
          a[0] == null || a[1] == null
              ? null
              : Arrays.text(
                  array(a, 0), text(a, 1), a.length < 3 || a[2] == null ? null : text(a, 2)),
      false),
  /** The parts of a text between another. */
  OF_TEXT(
      "string_to_array(text,text,text?) text[]\nstring_to_table(text,text,text?) text[]",
      (a, type) ->
          a[0] == null
              ? null
              : Arrays.parts(
                  text(a, 0),
                  a[1] == null ? null : text(a, 1),
                  a.length < 3 || a[2] == null ? null : text(a, 2)),
      false),
  /** The number of the first such element, from a number on. */
  POSITION(
      "array_position(array,element,int?) int",
      (a, type) ->
          a[0] == null
              ? null
              : Arrays.position(array(a, 0), a[1], a.length > 2 ? a[2] : (Object) 1L),
      false),
  /** The numbers of all such elements. */
  POSITIONS(
      "array_positions(array,element) int[]",
      (a, type) -> a[0] == null ? null : Arrays.positions(array(a, 0), a[1]),
      false),
  /** An array with an element behind it. */
  APPEND(
      "array_append(array,element) @0",
      (a, type) -> Arrays.with(a[0] == null ? List.of() : array(a, 0), a[1], false),
      false),
  /** An array with an element before it. */
  PREPEND(
      "array_prepend(element,array) @1",
      (a, type) -> Arrays.with(a[1] == null ? List.of() : array(a, 1), a[0], true),
      false),
  /** Two arrays as one. */
  CAT(
      "array_cat(array,array) @0",
      (a, type) ->
          a[0] == null ? a[1] : a[1] == null ? a[0] : Arrays.joined(array(a, 0), array(a, 1)),
      false),
  /** An array without such elements. */
  REMOVE(
      "array_remove(array,element) @0",
      (a, type) -> a[0] == null ? null : Arrays.without(array(a, 0), a[1]),
      false),
  /** An array with such elements replaced. */
  REPLACE(
      "array_replace(array,element,element) @0",
      (a, type) -> a[0] == null ? null : Arrays.replaced(array(a, 0), a[1], a[2]),
      false),
  /** Whether a comparison holds for an element: its name, the value, the array. */
  ANY(
      "$any(text,any,any) bool",
      (a, type) ->
          Arrays.quantified(Function.valueOf(text(a, 0)), value(a, 1), array(a, 2), false)),
  /** Whether a comparison holds for all elements. */
  ALL(
      "$all(text,any,any) bool",
      (a, type) -> Arrays.quantified(Function.valueOf(text(a, 0)), value(a, 1), array(a, 2), true)),
  /** The numbers or times from one to another, one a row. */
  SERIES(
      "generate_series(any,any,any?) @0[]",
      (a, type) ->
          value(a, 0) instanceof Number
              ? Arrays.numbers(value(a, 0), value(a, 1), a.length < 3 ? 1L : value(a, 2), type)
              : Arrays.times(
                  value(a, 0),
                  value(a, 1),
                  (SqlType.Interval) Casts.required(value(a, 2), SqlType.INTERVAL),
                  type)),
  /**
   * The elements of an array with their numbers, one a row: {@code {"x": element, "n": number}}.
   */
  EXPANDED("_pg_expandarray(array) jsonb[]", (a, type) -> Arrays.numbered(array(a, 0))),
  /** The elements of an array, one a row. */
  UNNEST("unnest(array) @0", (a, type) -> a[0]);

  private final Definition definition;

  ArrayFunction(String signature, Body body) {
    this(signature, body, true);
  }

  ArrayFunction(String signature, Body body, boolean isStrict) {
    this.definition = new Definition(signature, body, isStrict);
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
