package io.skipruntime.json;

import java.util.List;
import java.util.Optional;

/**
 * The form of a Java type's values in JSON, for programs that describe them to others. Immutable.
 *
 * <p>Types may be recursive: the members of an {@link ObjectType}, the elements of a {@link
 * TupleType} and the alternatives of a {@link UnionType} may lead back to it. Two of those are one
 * type exactly if they have the same {@code qualifiedName}, whichever codecs they are from.
 */
public sealed interface JsonType {

  /** The description of strings that are UUIDs. */
  String UUID = "UUID";

  /** The description of strings that are points in time, such as 2026-01-31T12:00:00.000000000Z. */
  String INSTANT = "instant";

  /** The description of strings that are dates, such as 2026-01-31. */
  String DATE = "date";

  /**
   * The description of strings that are dates with times, such as 2026-01-31T12:00:00.000000000.
   */
  String DATE_TIME = "date and time";

  /** The description of strings that are times of a day, such as 12:00:00.000000000. */
  String TIME = "time";

  /** Any JSON value. */
  record AnyType() implements JsonType {}

  /** Values that stay JSON, and have a shape. */
  record ShapeType(JsonShape shape) implements JsonType {}

  /** Any value of one kind: any array, any object, or null. */
  record KindType(JsonKind kind) implements JsonType {}

  /** A boolean. */
  record BooleanType() implements JsonType {}

  /** A number. */
  record NumberType(Numbers numbers) implements JsonType {}

  /** The numbers that a type has. */
  enum Numbers {
    /** Whole numbers of at most 32 bits. */
    SMALL,
    /** Whole numbers of 64 bits. */
    LONG,
    /** Whole numbers of any size. */
    UNBOUNDED,
    /** Those that a double can hold. */
    DOUBLE,
    /** Decimal numbers of any precision. */
    DECIMAL
  }

  /** A string; the description is one of those above, or empty for any string. */
  record StringType(String description) implements JsonType {}

  /** One of some strings: the constants of an enum. */
  record ConstantsType(String name, List<String> constants) implements JsonType {}

  /** An array whose elements are of one type. */
  record ArrayType(JsonType element) implements JsonType {}

  /** An object whose members all have values of one type; their names are texts of the keys. */
  record MapType(JsonType key, JsonType value) implements JsonType {}

  /** An array of arrays of two elements: a map whose keys cannot be names of members. */
  record PairsType(JsonType key, JsonType value) implements JsonType {}

  /** An object with the same members for all values: a record. */
  final class ObjectType implements JsonType {

    private final RecordCodec codec;
    private final String qualifiedName;

    ObjectType(RecordCodec codec, ResolvedType type) {
      this.codec = codec;
      this.qualifiedName = type.toString();
    }

    /** The name of the record class with its package and its type arguments. */
    public String qualifiedName() {
      return qualifiedName;
    }

    /** The simple name of the record class. */
    public String name() {
      return codec.describe();
    }

    /** The value of its member {@code type}, if it is below a sealed interface. */
    public Optional<String> tag() {
      return codec.tag();
    }

    /** The members besides {@code type}, in the order of the record's components. */
    public List<Member> members() {
      return codec.members();
    }

    @Override
    public String toString() {
      return qualifiedName;
    }
  }

  /** An array with the same elements for all values: a record with the annotation {@link Tuple}. */
  final class TupleType implements JsonType {

    private final RecordCodec codec;
    private final String qualifiedName;

    TupleType(RecordCodec codec, ResolvedType type) {
      this.codec = codec;
      this.qualifiedName = type.toString();
    }

    /** The name of the record class with its package and its type arguments. */
    public String qualifiedName() {
      return qualifiedName;
    }

    /** The simple name of the record class. */
    public String name() {
      return codec.describe();
    }

    /** Its first element, if it is below a sealed interface. */
    public Optional<String> tag() {
      return codec.tag();
    }

    /** The elements after the tag, in the order of the record's components. */
    public List<Member> elements() {
      return codec.members();
    }

    @Override
    public String toString() {
      return qualifiedName;
    }
  }

  /**
   * A member of an object, or an element of a tuple.
   *
   * @param name its name
   * @param type what it is where it is not null
   * @param isNullable whether it may be null; in what clients send, a member may then be absent,
   *     too
   */
  record Member(String name, JsonType type, boolean isNullable) {}

  /**
   * One of several kinds of objects, told apart by their member {@code type}, or of tuples, told
   * apart by their first element: a sealed interface.
   */
  final class UnionType implements JsonType {

    private final SealedCodec codec;
    private final String qualifiedName;

    UnionType(SealedCodec codec, ResolvedType type) {
      this.codec = codec;
      this.qualifiedName = type.toString();
    }

    /** The name of the interface with its package and its type arguments. */
    public String qualifiedName() {
      return qualifiedName;
    }

    /** The simple name of the interface. */
    public String name() {
      return codec.describe();
    }

    /** What it may be, each an {@link ObjectType} or a {@link TupleType}. */
    public List<JsonType> alternatives() {
      return codec.alternatives();
    }

    @Override
    public String toString() {
      return qualifiedName;
    }
  }
}
