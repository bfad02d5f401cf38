package io.skipruntime.kafka.registry;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.UnfitRecordException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The codec of a schema of Protobuf: the indexes that say which message of the file it is, and the
 * message.
 */
final class ProtobufCodec implements Codec {

  private final FileDescriptor file;
  private final Descriptor written;

  private ProtobufCodec(FileDescriptor file, Descriptor written) {
    this.file = file;
    this.written = written;
  }

  /**
   * The codec of a schema.
   *
   * @param message the name of the message that is written, with or without its package
   */
  static ProtobufCodec of(SchemaText text, Optional<String> message) throws UnfitRecordException {
    FileDescriptor file = ProtobufFiles.of(text);
    if (file.getMessageTypes().isEmpty()) {
      throw new UnfitRecordException("its schema has no message");
    }
    return new ProtobufCodec(file, chosen(file, message));
  }

  private static Descriptor chosen(FileDescriptor file, Optional<String> message)
      throws UnfitRecordException {
    if (message.isEmpty()) {
      return file.getMessageTypes().getFirst();
    }
    String name = message.get();
    String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
    return MessageIndexes.all(file)
        .filter(each -> each.getFullName().equals(name) || each.getFullName().equals(prefix + name))
        .findFirst()
        .orElseThrow(() -> new UnfitRecordException("the schema has no message " + name));
  }

  @Override
  public Json read(ByteBuffer body) throws UnfitRecordException {
    Descriptor type = MessageIndexes.message(file, MessageIndexes.read(body));
    try {
      return ProtobufReading.of(DynamicMessage.parseFrom(type, ByteString.copyFrom(body)));
    } catch (InvalidProtocolBufferException e) {
      throw new UnfitRecordException(
          "its bytes are not of the message %s: %s"
              .formatted(type.getFullName(), SourceException.messageOf(e)));
    }
  }

  @Override
  public void write(Json json, ByteArrayOutputStream target) throws UnfitRecordException {
    DynamicMessage message = ProtobufWriting.of(written, json);
    List<Integer> indexes = MessageIndexes.of(written);
    MessageIndexes.write(indexes, target);
    target.writeBytes(message.toByteArray());
  }
}
