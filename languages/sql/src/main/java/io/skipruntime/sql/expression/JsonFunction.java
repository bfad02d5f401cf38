package io.skipruntime.sql.expression;

import static io.skipruntime.sql.expression.Arguments.array;
import static io.skipruntime.sql.expression.Arguments.json;
import static io.skipruntime.sql.expression.Arguments.text;
import static io.skipruntime.sql.expression.Arguments.value;

/** The functions and operators of documents. */
@SuppressWarnings("ImmutableEnumChecker") // the bodies capture nothing
public enum JsonFunction implements Operation {
  /** The member or the element of a document. */
  GET("->(jsonb,any) jsonb", (a, type) -> Documents.item(json(a, 0), value(a, 1))),
  /** The text of the member or the element of a document. */
  GET_TEXT(
      "->>(jsonb,any) text", (a, type) -> Documents.text(Documents.item(json(a, 0), value(a, 1)))),
  /** What a path leads to. */
  GET_PATH("#>(jsonb,text[]) jsonb", (a, type) -> Documents.at(json(a, 0), array(a, 1))),
  /** The text of what a path leads to. */
  GET_PATH_TEXT(
      "#>>(jsonb,text[]) text", (a, type) -> Documents.text(Documents.at(json(a, 0), array(a, 1)))),
  /** What a path leads to, step by step. */
  EXTRACT_PATH(
      "jsonb_extract_path(jsonb,text...) jsonb\njson_extract_path(jsonb,text...) jsonb",
      (a, type) -> Documents.at(json(a, 0), java.util.Arrays.asList(a).subList(1, a.length))),
  /** The text of what a path leads to, step by step. */
  EXTRACT_PATH_TEXT(
      "jsonb_extract_path_text(jsonb,text...) text\njson_extract_path_text(jsonb,text...) text",
      (a, type) ->
          Documents.text(
              Documents.at(json(a, 0), java.util.Arrays.asList(a).subList(1, a.length)))),
  /** Whether a document has a member. */
  HAS("?(jsonb,text) bool", (a, type) -> Documents.hasName(json(a, 0), text(a, 1))),
  /** Whether a document has one of some members. */
  HAS_ANY(
      "?|(jsonb,text[]) bool",
      (a, type) -> array(a, 1).stream().anyMatch(name -> Documents.hasName(json(a, 0), name))),
  /** Whether a document has all of some members. */
  HAS_ALL(
      "?&(jsonb,text[]) bool",
      (a, type) -> array(a, 1).stream().allMatch(name -> Documents.hasName(json(a, 0), name))),
  /** A document without what a path leads to. */
  DELETE_PATH(
      "#-(jsonb,text[]) jsonb", (a, type) -> Documents.withoutPath(json(a, 0), array(a, 1))),
  /** A document with another part at a path. */
  SET(
      "jsonb_set(jsonb,text[],jsonb,bool?) jsonb",
      (a, type) ->
          Sizes.moderate(
              Documents.with(
                  json(a, 0), array(a, 1), json(a, 2), a.length < 4 || (Boolean) value(a, 3)))),
  /** A document with one part more at a path. */
  INSERT(
      "jsonb_insert(jsonb,text[],jsonb,bool?) jsonb",
      (a, type) ->
          Sizes.moderate(
              Documents.inserted(
                  json(a, 0), array(a, 1), json(a, 2), a.length > 3 && (Boolean) value(a, 3)))),
  /** The object of texts: names and values in turn, or in two arrays. */
  OBJECT(
      "jsonb_object(text[],text[]?) jsonb",
      (a, type) ->
          a.length == 1
              ? Documents.objectOf(array(a, 0))
              : Documents.objectOf(array(a, 0), array(a, 1))),
  /** The object of names and values in turn. */
  BUILD_OBJECT(
      "jsonb_build_object(any...) jsonb\njson_build_object(any...) jsonb",
      (a, type) -> Sizes.moderate(Documents.object(a)),
      false),
  /** The array of values. */
  BUILD_ARRAY(
      "jsonb_build_array(any...) jsonb\njson_build_array(any...) jsonb",
      (a, type) -> Sizes.moderate(Documents.array(a)),
      false),
  /** The number of elements. */
  ARRAY_LENGTH(
      "jsonb_array_length(jsonb) int\njson_array_length(jsonb) int",
      (a, type) -> Documents.length(json(a, 0))),
  /** The name of the kind of a document. */
  TYPE_OF(
      "jsonb_typeof(jsonb) text\njson_typeof(jsonb) text", (a, type) -> Documents.type(json(a, 0))),
  /** A value as a document. */
  TO_JSON(
      "to_jsonb(any) jsonb\nto_json(any) jsonb\narray_to_json(array) jsonb",
      (a, type) -> Sizes.shallow(Casts.json(value(a, 0)))),
  /** A document without the members that are null. */
  STRIP_NULLS(
      "jsonb_strip_nulls(jsonb) jsonb\njson_strip_nulls(jsonb) jsonb",
      (a, type) -> Documents.withoutNulls(json(a, 0))),
  /** A document in lines. */
  PRETTY("jsonb_pretty(jsonb) text", (a, type) -> DocumentTexts.pretty(json(a, 0))),
  /** The elements of a document, one a row. */
  ELEMENTS(
      "jsonb_array_elements(jsonb) jsonb[]\njson_array_elements(jsonb) jsonb[]",
      (a, type) -> Documents.elementsOf(json(a, 0))),
  /** The texts of the elements, one a row. */
  ELEMENTS_TEXT(
      "jsonb_array_elements_text(jsonb) text[]\njson_array_elements_text(jsonb) text[]",
      (a, type) -> Documents.textsOf(json(a, 0))),
  /** The names of the members, one a row. */
  OBJECT_KEYS(
      "jsonb_object_keys(jsonb) text[]\njson_object_keys(jsonb) text[]",
      (a, type) -> Documents.names(json(a, 0))),
  /** The document that a text is. */
  OF(
      "$jsonb(any) jsonb",
      (a, type) -> value(a, 0) instanceof String text ? Casts.parsed(text) : json(a, 0)),
  /** Two documents as one. */
  JOINED("", (a, type) -> Sizes.moderate(Documents.joined(json(a, 0), json(a, 1)))),
  /** A document without a member, some members or an element. */
  WITHOUT("", (a, type) -> Documents.without(json(a, 0), value(a, 1)));

  private final Definition definition;

  JsonFunction(String signature, Body body) {
    this(signature, body, true);
  }

  JsonFunction(String signature, Body body, boolean isStrict) {
    this.definition = new Definition(signature, body, isStrict);
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
