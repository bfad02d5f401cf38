package io.skipruntime.kafka.registry;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.skipruntime.kafka.UnfitRecordException;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The way from a file of Protobuf to one of its messages: the index of the outermost one, that of
 * the next one in it, and so on. In a record there are their number and they themselves, each as a
 * zigzag number; the first message of the file is a zero.
 */
final class MessageIndexes {

  private static final List<Integer> FIRST = List.of(0);
  private static final int MAX_DEPTH = 100;
  private static final int BITS = 7;
  private static final int MORE = 0x80;
  private static final int INT_BITS = 32;

  private MessageIndexes() {}

  /** The messages of a file, with those that are in others. */
  static Stream<Descriptor> all(FileDescriptor file) {
    return file.getMessageTypes().stream().flatMap(MessageIndexes::withNested);
  }

  private static Stream<Descriptor> withNested(Descriptor type) {
    return Stream.concat(
        Stream.of(type), nested(type).stream().flatMap(MessageIndexes::withNested));
  }

  /** The messages within one, as its text has them: without those that maps are made of. */
  private static List<Descriptor> nested(Descriptor type) {
    return type.getNestedTypes().stream().filter(each -> !each.getOptions().getMapEntry()).toList();
  }

  /** The indexes of a message. */
  static List<Integer> of(Descriptor type) {
    List<Integer> indexes = new ArrayList<>();
    Descriptor each = type;
    for (Descriptor outer = each.getContainingType();
        outer != null;
        outer = outer.getContainingType()) {
      indexes.addFirst(nested(outer).indexOf(each));
      each = outer;
    }
    indexes.addFirst(each.getIndex());
    return indexes;
  }

  /** The message that indexes lead to. */
  static Descriptor message(FileDescriptor file, List<Integer> indexes)
      throws UnfitRecordException {
    List<Descriptor> types = file.getMessageTypes();
    Descriptor found = types.getFirst();
    for (int index : indexes) {
      if (index < 0 || index >= types.size()) {
        throw new UnfitRecordException("its schema has no message at " + indexes);
      }
      found = types.get(index);
      types = nested(found);
    }
    return found;
  }

  /** Takes indexes from the front of a body. */
  static List<Integer> read(ByteBuffer body) throws UnfitRecordException {
    try {
      int count = number(body);
      if (count == 0) {
        return FIRST;
      }
      if (count < 0 || count > MAX_DEPTH) {
        throw new UnfitRecordException("it has no usable indexes of a message");
      }
      List<Integer> indexes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        indexes.add(number(body));
      }
      return indexes;
    } catch (BufferUnderflowException e) {
      throw new UnfitRecordException("it ends within the indexes of its message");
    }
  }

  private static int number(ByteBuffer body) throws UnfitRecordException {
    int value = 0;
    for (int shift = 0; shift < INT_BITS; shift += BITS) {
      int next = body.get();
      value |= (next & (MORE - 1)) << shift;
      if ((next & MORE) == 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new UnfitRecordException("it has no usable indexes of a message");
  }

  /** Adds indexes. */
  static void write(List<Integer> indexes, ByteArrayOutputStream target) {
    if (indexes.equals(FIRST)) {
      target.write(0);
      return;
    }
    writeNumber(indexes.size(), target);
    indexes.forEach(each -> writeNumber(each, target));
  }

  private static void writeNumber(int number, ByteArrayOutputStream target) {
    int rest = number << 1; // zigzag of what is not negative
    while (rest >= MORE) {
      target.write((rest & (MORE - 1)) | MORE);
      rest >>>= BITS;
    }
    target.write(rest);
  }
}
