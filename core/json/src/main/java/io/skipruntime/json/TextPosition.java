package io.skipruntime.json;

/** A place in a text: line and column (in code points), both counted from 1. */
record TextPosition(int line, int column) {

  /** The position of a byte offset in a text whose bytes before it are UTF-8. */
  static TextPosition of(byte[] utf8, int offset) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < offset; i++) {
      if (utf8[i] == '\n') {
        line++;
        column = 1;
      } else if ((utf8[i] & 0xC0) != 0x80) {
        column++;
      }
    }
    return new TextPosition(line, column);
  }

  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
