package io.skipruntime.kafka.registry;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.squareup.wire.schema.CoreLoader;
import com.squareup.wire.schema.ErrorCollector;
import com.squareup.wire.schema.Linker;
import com.squareup.wire.schema.Loader;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.SchemaException;
import com.squareup.wire.schema.internal.SchemaEncoder;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.kafka.UnfitRecordException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of one schema of Protobuf, from their texts to what messages are read with. Wire parses
 * the texts and brings the files of {@code google/protobuf}. For one thread.
 */
final class ProtobufFiles {

  /** A name that no import has. */
  private static final String ROOT = "skip-root.proto";

  private final Map<String, String> texts;
  private final Map<String, FileDescriptor> built = new HashMap<>();

  private ProtobufFiles(Map<String, String> texts) {
    this.texts = texts;
  }

  /** The file of a schema. */
  static FileDescriptor of(SchemaText schema) throws UnfitRecordException {
    Map<String, String> texts = new HashMap<>(WellKnownFiles.TEXTS);
    schema.imports().forEach(each -> texts.put(each.name(), each.text()));
    texts.put(ROOT, schema.text());
    try {
      return new ProtobufFiles(texts).root();
    } catch (SchemaException
        | IllegalStateException
        | IllegalArgumentException
        | DescriptorValidationException
        | InvalidProtocolBufferException e) {
      throw new UnfitRecordException(
          "its schema is none of Protobuf: " + SourceException.messageOf(e));
    }
  }

  private FileDescriptor root()
      throws DescriptorValidationException, InvalidProtocolBufferException {
    List<ProtoFile> files = new ArrayList<>();
    for (Map.Entry<String, String> each : texts.entrySet()) {
      files.add(parsed(each.getKey(), each.getValue()));
    }
    ErrorCollector errors = new ErrorCollector();
    Linker linker = new Linker(new Texts(texts), errors, true, true);
    Schema schema = linker.link(files);
    return built(ROOT, schema, new SchemaEncoder(schema));
  }

  private static ProtoFile parsed(String path, String text) {
    return ProtoFile.Companion.get(ProtoParser.Companion.parse(Location.get(path), text));
  }

  private FileDescriptor built(String path, Schema schema, SchemaEncoder encoder)
      throws DescriptorValidationException, InvalidProtocolBufferException {
    FileDescriptor known = built.get(path);
    if (known != null) {
      return known;
    }
    ProtoFile file = schema.protoFile(path);
    if (file == null) {
      throw new IllegalArgumentException("there is no file " + path);
    }
    FileDescriptorProto described =
        FileDescriptorProto.parseFrom(encoder.encode(file).toByteArray());
    List<FileDescriptor> imports = new ArrayList<>();
    for (String each : described.getDependencyList()) {
      imports.add(built(each, schema, encoder));
    }
    FileDescriptor made =
        FileDescriptor.buildFrom(described, imports.toArray(FileDescriptor[]::new));
    built.put(path, made);
    return made;
  }

  /** The loader of imports: those of the schema, or else the ones that come with Wire. */
  private record Texts(Map<String, String> texts) implements Loader {
    @Override
    public ProtoFile load(String path) {
      String text = texts.get(path);
      return text == null ? CoreLoader.INSTANCE.load(path) : parsed(path, text);
    }

    @Override
    public Loader withErrors(ErrorCollector errors) {
      return this;
    }
  }
}
