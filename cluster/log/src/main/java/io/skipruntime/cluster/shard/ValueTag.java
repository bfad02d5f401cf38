package io.skipruntime.cluster.shard;

/** The first byte of an encoded value: what follows. The numbers are those of the format. */
final class ValueTag {

  static final int ABSENT = 0;
  static final int TRUE = 1;
  static final int FALSE = 2;
  static final int LONG = 3;
  static final int INT = 4;
  static final int SHORT = 5;
  static final int BYTE = 6;
  static final int DOUBLE = 7;
  static final int FLOAT = 8;
  static final int TEXT = 9;
  static final int INTEGER = 10;
  static final int DECIMAL = 11;
  static final int UUID = 12;
  static final int INSTANT = 13;
  static final int ENUM = 14;
  static final int RECORD = 15;
  static final int LIST = 16;
  static final int SET = 17;
  static final int MAP = 18;
  static final int JSON = 19;
  static final int OPTIONAL = 20;
  static final int DATE = 21;
  static final int TIME = 22;
  static final int DATE_TIME = 23;

  private ValueTag() {}
}
