package io.skipruntime.server.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A client of the protocol that sends texts as they are, whatever their bytes. */
final class WireClient implements AutoCloseable {

  private static final int MOST_MILLIS = 60_000;
  private static final int VERSION = 3 << 16;

  private final Socket socket;
  private final DataInputStream input;
  private final DataOutputStream output;

  /** A connection that has begun. */
  WireClient(int port) throws IOException {
    this(port, "user\0reader\0");
    awaitReady();
  }

  private WireClient(int port, String parameters) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(MOST_MILLIS);
    input = new DataInputStream(socket.getInputStream());
    output = new DataOutputStream(socket.getOutputStream());
    byte[] begin = text(parameters);
    output.writeInt(2 * Integer.BYTES + begin.length);
    output.writeInt(VERSION);
    output.write(begin);
    output.flush();
  }

  /** The refusal of a connection that begins with some parameters: names and values. */
  static Map<Character, String> refusedStart(int port, String parameters) throws IOException {
    try (WireClient client = new WireClient(port, parameters)) {
      char type = (char) client.input.readUnsignedByte();
      byte[] body = client.input.readNBytes(client.input.readInt() - Integer.BYTES);
      Map<Character, String> fields = type == 'E' ? fields(body) : Map.of();
      return client.input.read() < 0 ? fields : Map.of();
    }
  }

  /** The refusal of closing what there is of a kind under a name. */
  Optional<Map<Character, String>> closed(char kind, String name) throws IOException {
    message('C', text(kind + name));
    return synced();
  }

  /** The refusal of running what a portal has. */
  Optional<Map<Character, String>> executed(String portal) throws IOException {
    ByteArrayOutputStream execute = new ByteArrayOutputStream();
    execute.write(text(portal));
    execute.write(new byte[Integer.BYTES]);
    message('E', execute.toByteArray());
    return synced();
  }

  /** The refusal of describing what there is of a kind under a name. */
  Optional<Map<Character, String>> described(char kind, String name) throws IOException {
    message('D', text(kind + name));
    return synced();
  }

  private static byte[] text(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** The refusal of a statement by its fields, by the simple protocol; empty if there is none. */
  Optional<Map<Character, String>> simple(String statement) throws IOException {
    message('Q', text(statement));
    output.flush();
    return awaitReady();
  }

  /** The refusal of a statement, by the extended protocol with values as texts. */
  Optional<Map<Character, String>> extended(String statement) throws IOException {
    parse("", statement);
    message('D', text("S"));
    message('B', new byte[] {0, 0, 0, 0, 0, 0, 0, 0});
    message('E', new byte[] {0, 0, 0, 0, 0});
    return synced();
  }

  /**
   * The refusal of a statement with one parameter, of which the value and the result are binary.
   *
   * @param oid the type of the parameter
   */
  Optional<Map<Character, String>> binary(String statement, int oid, byte[] value)
      throws IOException {
    parse("", statement, oid);
    ByteBuffer bind = ByteBuffer.allocate(16 + value.length);
    bind.put(new byte[2]).putShort((short) 1).putShort((short) 1);
    bind.putShort((short) 1).putInt(value.length).put(value);
    bind.putShort((short) 1).putShort((short) 1);
    message('B', bind.array());
    message('D', text("P"));
    message('E', new byte[] {0, 0, 0, 0, 0});
    return synced();
  }

  /** The refusal of the description of a statement's result, with some formats for its columns. */
  Optional<Map<Character, String>> described(String statement, int formats) throws IOException {
    parse("", statement);
    ByteBuffer bind = ByteBuffer.allocate(8 + 2 * formats);
    bind.position(6);
    bind.putShort((short) formats);
    message('B', bind.array());
    message('D', text("P"));
    return synced();
  }

  /** The refusal of preparing a statement under a name. */
  Optional<Map<Character, String>> prepared(String name, String statement) throws IOException {
    parse(name, statement);
    return synced();
  }

  private void parse(String name, String statement, int... oids) throws IOException {
    ByteArrayOutputStream parse = new ByteArrayOutputStream();
    parse.write(text(name));
    parse.write(text(statement));
    ByteBuffer types = ByteBuffer.allocate(Short.BYTES + Integer.BYTES * oids.length);
    types.putShort((short) oids.length);
    for (int oid : oids) {
      types.putInt(oid);
    }
    parse.write(types.array());
    message('P', parse.toByteArray());
  }

  private Optional<Map<Character, String>> synced() throws IOException {
    message('S', new byte[0]);
    output.flush();
    return awaitReady();
  }

  private void message(char type, byte[] body) throws IOException {
    output.writeByte(type);
    output.writeInt(body.length + Integer.BYTES);
    output.write(body);
  }

  private Optional<Map<Character, String>> awaitReady() throws IOException {
    Optional<Map<Character, String>> refusal = Optional.empty();
    while (true) {
      char type = (char) input.readUnsignedByte();
      byte[] body = input.readNBytes(input.readInt() - Integer.BYTES);
      if (type == 'E') {
        refusal = Optional.of(fields(body));
      } else if (type == 'Z') {
        return refusal;
      }
    }
  }

  private static Map<Character, String> fields(byte[] body) {
    Map<Character, String> fields = new HashMap<>();
    for (String field : new String(body, StandardCharsets.UTF_8).split("\0", -1)) {
      if (!field.isEmpty()) {
        fields.put(field.charAt(0), field.substring(1));
      }
    }
    return fields;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
