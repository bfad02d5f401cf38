package io.skipruntime.sql.expression;

import static io.skipruntime.sql.expression.Arguments.array;
import static io.skipruntime.sql.expression.Arguments.number;
import static io.skipruntime.sql.expression.Arguments.text;

import io.skipruntime.sql.catalog.SqlType;
import java.util.regex.MatchResult;

/** The functions of text that the parser lacks. */
@SuppressWarnings("ImmutableEnumChecker") // the bodies capture nothing
public enum TextFunction implements Operation {
  /** A text with the matches of an expression replaced. */
  REGEXP_REPLACE(
      "regexp_replace(text,text,text,text?) text",
      (a, type) -> Patterns.replaced(text(a, 0), text(a, 1), text(a, 2), text(a, 3, ""))),
  /** The groups of the first match. */
  REGEXP_MATCH(
      "regexp_match(text,text,text?) text[]",
      (a, type) ->
          Patterns.matches(text(a, 0), text(a, 1), text(a, 2, ""), 1).stream()
              .findFirst()
              .map(Patterns::groups)
              .orElse(null)),
  /** The number of matches. */
  REGEXP_COUNT(
      "$regexp_count(text,text,int?,text) int",
      (a, type) ->
          (long)
              Patterns.matches(
                      Texts.part(text(a, 0), number(a, 2, 1), null),
                      text(a, 1),
                      text(a, 3, ""),
                      Integer.MAX_VALUE)
                  .size()),
  /** Whether there is a match. */
  REGEXP_LIKE(
      "$regexp_like(text,text,text?) bool",
      (a, type) -> !Patterns.matches(text(a, 0), text(a, 1), text(a, 2, ""), 1).isEmpty()),
  /** The first match. */
  REGEXP_SUBSTR(
      "$regexp_substr(text,text) text",
      (a, type) ->
          Patterns.matches(text(a, 0), text(a, 1), "", 1).stream()
              .findFirst()
              .map(MatchResult::group)
              .orElse(null)),
  /** The place of the first match, from 1; 0 if there is none. */
  REGEXP_INSTR(
      "$regexp_instr(text,text) int",
      (a, type) ->
          Patterns.matches(text(a, 0), text(a, 1), "", 1).stream()
              .findFirst()
              .map(match -> text(a, 0).codePointCount(0, match.start()) + 1L)
              .orElse(0L)),
  /** The parts between the matches. */
  REGEXP_SPLIT(
      "regexp_split_to_array(text,text,text?) text[]\n"
          + "regexp_split_to_table(text,text,text?) text[]",
      (a, type) -> Patterns.split(text(a, 0), text(a, 1), text(a, 2, ""))),
  /** The first match, or its first group. */
  REGEXP_PART("$substring(text,text) text", (a, type) -> Patterns.part(text(a, 0), text(a, 1))),
  /** Whether a text is as a pattern of SIMILAR TO. */
  SIMILAR(
      "$similar(text,text) bool",
      (a, type) -> Patterns.isFound(text(a, 0), Patterns.ofSimilar(text(a, 1)), false)),
  /** Whether a text is as one of some patterns. */
  LIKE_ANY(
      "$like any(text,text[]) bool",
      (a, type) ->
          array(a, 1).stream().anyMatch(each -> Texts.isLike(text(a, 0), Casts.text(each), "\\"))),
  /** Whether a text is as all of some patterns. */
  LIKE_ALL(
      "$like all(text,text[]) bool",
      (a, type) ->
          array(a, 1).stream().allMatch(each -> Texts.isLike(text(a, 0), Casts.text(each), "\\"))),
  /** Whether a text is as one of some patterns, whatever the case. */
  ILIKE_ANY(
      "$ilike any(text,text[]) bool",
      (a, type) ->
          array(a, 1).stream()
              .anyMatch(each ->
                  Texts.isLike(Texts.lower(text(a, 0)), Texts.lower(Casts.text(each)), "\\"))),
  /** Whether a text begins with another. */
  BEGINS("^@(text,text) bool", (a, type) -> text(a, 0).startsWith(text(a, 1))),
  /** A value as PostgreSQL shows it. */
  TEXT("$text(any) text", (a, type) -> Casts.cast(Arguments.value(a, 0), SqlType.TEXT, -1, 0)),
  /** All texts behind each other, without those that are NULL. */
  CONCAT("concat(any...) text", (a, type) -> TextFormat.joined("", a, 0), false),
  /** All texts but the first, which stands between them. */
  CONCAT_WS(
      "concat_ws(text,any...) text",
      (a, type) -> a[0] == null ? null : TextFormat.joined(text(a, 0), a, 1),
      false),
  /** A text with values in the places that it has for them. */
  FORMAT(
      "format(text,any...) text",
      (a, type) ->
          a[0] == null
              ? null
              : TextFormat.of(text(a, 0), java.util.Arrays.asList(a).subList(1, a.length)),
      false),
  /** A text with characters replaced one by one. */
  TRANSLATE(
      "$translate(text,text,text) text",
      (a, type) -> Texts.translated(text(a, 0), text(a, 1), text(a, 2))),
  /** A text with a part replaced. */
  OVERLAY(
      "$overlay(text,text,int,int?) text",
      (a, type) ->
          Texts.overlaid(
              text(a, 0), text(a, 1), number(a, 2), number(a, 3, Texts.length(text(a, 1))))),
  /** The MD5 digest as hexadecimal digits. */
  MD5("md5(text) text", (a, type) -> Texts.digest(text(a, 0))),
  /** The number of bytes in UTF-8. */
  OCTET_LENGTH("octet_length(text) int", (a, type) -> (long) Texts.bytes(text(a, 0))),
  /** The number of bits in UTF-8. */
  BIT_LENGTH("bit_length(text) int", (a, type) -> Texts.bytes(text(a, 0)) * 8L),
  /** A text as a constant. */
  QUOTE_LITERAL("quote_literal(any) text", (a, type) -> TextFormat.literal(text(a, 0))),
  /** A text as a constant, or NULL. */
  QUOTE_NULLABLE(
      "quote_nullable(any) text",
      (a, type) -> a[0] == null ? "NULL" : TextFormat.literal(text(a, 0)),
      false),
  /** A text as a name. */
  QUOTE_IDENT("quote_ident(text) text", (a, type) -> TextFormat.identifier(text(a, 0))),
  /** A whole number in hexadecimal digits. */
  TO_HEX("to_hex(bigint) text", (a, type) -> Long.toHexString(number(a, 0))),
  /** The number of arguments that are NULL. */
  NUM_NULLS(
      "num_nulls(any...) int",
      (a, type) -> java.util.Arrays.stream(a).filter(each -> each == null).count(),
      false),
  /** The number of arguments that are not NULL. */
  NUM_NONNULLS(
      "num_nonnulls(any...) int",
      (a, type) -> java.util.Arrays.stream(a).filter(each -> each != null).count(),
      false);

  private final Definition definition;

  TextFunction(String signature, Body body) {
    this(signature, body, true);
  }

  TextFunction(String signature, Body body, boolean isStrict) {
    this.definition = new Definition(signature, body, isStrict);
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
