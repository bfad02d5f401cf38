package io.skipruntime.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A client's connection of HTTP/2, on which each stream is sent as much as its window lets through:
 * 64 KB, until the test reads it. Everything that comes is kept.
 */
final class Http2Connection implements AutoCloseable {

  /** What a client begins with. */
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final short INITIAL_WINDOW_SIZE = 4;
  private static final int ACK = 1;
  private static final int END_OF_STREAM_AND_HEADERS = 5;
  private static final int CANCEL = 8;
  private static final int END_OF_HEADERS = 4;
  private static final int FIRST_WINDOW = 65_535;
  static final int MOST_OF_A_FRAME = 16_384;
  private static final int NO_LIMIT = 1 << 30;
  private static final int LONG_LENGTH = 127;

  private final Socket socket;
  private final OutputStream out;
  private final Map<Integer, StringBuffer> bodies = new ConcurrentHashMap<>();
  private final Set<Integer> reset = ConcurrentHashMap.newKeySet();
  private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Semaphore> windows = new ConcurrentHashMap<>();
  private volatile boolean isEnded;
  private int nextStream = 1;
  private int firstWindow = FIRST_WINDOW;

  Http2Connection(int port) throws IOException {
    this(port, new byte[0]);
  }

  private Http2Connection(int port, byte[] settings) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    out = socket.getOutputStream();
    out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    send(SETTINGS, 0, 0, settings);
    send(WINDOW_UPDATE, 0, 0, number(NO_LIMIT));
    Thread.ofVirtual().start(this::receive);
  }

  /** A connection whose streams are sent nothing of a body until the test reads them. */
  static Http2Connection ofClosedWindows(int port) throws IOException {
    ByteBuffer setting = ByteBuffer.allocate(Short.BYTES + Integer.BYTES);
    return new Http2Connection(port, setting.putShort(INITIAL_WINDOW_SIZE).putInt(0).array());
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  /** A frame: three bytes of length, type, flags, stream, payload. */
  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(number(payload.length), 1, 3);
    frame.write(type);
    frame.write(flags);
    frame.writeBytes(number(stream));
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  private synchronized void send(int type, int flags, int stream, byte[] payload) {
    try {
      out.write(frame(type, flags, stream, payload));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive() {
    try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
      while (true) {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        take(type, flags, in.readInt(), in.readNBytes(length));
      }
    } catch (IOException e) {
      isEnded = true;
      bodies.values().forEach(body -> body.append("\nthe connection has ended"));
    }
  }

  private void take(int type, int flags, int stream, byte[] payload) {
    switch (type) {
      case DATA -> body(stream).append(new String(payload, StandardCharsets.ISO_8859_1));
      case RST_STREAM -> reset.add(stream);
      case HEADERS -> answered.add(stream);
      case WINDOW_UPDATE -> window(stream).release(ByteBuffer.wrap(payload).getInt());
      case SETTINGS, PING -> {
        if ((flags & ACK) == 0) {
          if (type == SETTINGS) {
            settle(ByteBuffer.wrap(payload));
          }
          send(type, ACK, 0, type == PING ? payload : new byte[0]);
        }
      }
      default -> {}
    }
  }

  /** Gives streams the window that the server says (RFC 9113, 6.9.2). */
  private synchronized void settle(ByteBuffer settings) {
    while (settings.hasRemaining()) {
      short identifier = settings.getShort();
      int value = settings.getInt();
      if (identifier == INITIAL_WINDOW_SIZE && value > firstWindow) {
        int more = value - firstWindow;
        firstWindow = value;
        windows.forEach((stream, window) -> window.release(stream == 0 ? 0 : more));
      }
    }
  }

  @SuppressWarnings("JdkObsolete") // one thread writes it, others read it
  private StringBuffer body(int stream) {
    return bodies.computeIfAbsent(stream, none -> new StringBuffer());
  }

  /** Sends {@code GET path}; the number of the stream. */
  int get(String path) {
    int stream = nextStream;
    nextStream += 2;
    String head = "8286" + "04" + literal(path) + "01" + literal("localhost");
    send(HEADERS, END_OF_STREAM_AND_HEADERS, stream, HexFormat.of().parseHex(head));
    return stream;
  }

  /** Begins {@code PATCH path} with a body of JSON; the number of the stream. */
  int patch(String path) {
    int stream = nextStream;
    nextStream += 2;
    String method = "02" + literal("PATCH");
    String type = "00" + literal("content-type") + literal("application/json");
    String head = method + "86" + "04" + literal(path) + "01" + literal("localhost") + type;
    send(HEADERS, END_OF_HEADERS, stream, HexFormat.of().parseHex(head));
    return stream;
  }

  /**
   * Sends a part of a body, up to {@value #MOST_OF_A_FRAME} bytes, when the server's windows allow
   * for it, unless the stream is answered first.
   *
   * @return whether it was sent
   */
  boolean send(int stream, byte[] part) {
    try {
      for (int each : new int[] {stream, 0}) {
        while (!window(each).tryAcquire(part.length, 1, TimeUnit.MILLISECONDS)) {
          if (isAnswered(stream) || isEnded) {
            return false;
          }
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    send(DATA, 0, stream, part);
    return true;
  }

  private synchronized Semaphore window(int stream) {
    return windows.computeIfAbsent(
        stream, none -> new Semaphore(stream == 0 ? FIRST_WINDOW : firstWindow));
  }

  /** Whether an answer to a stream has begun, or the server has reset it. */
  boolean isAnswered(int stream) {
    return answered.contains(stream) || reset.contains(stream);
  }

  /** How many answers have begun. */
  int answers() {
    return answered.size();
  }

  private static String literal(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return length(bytes.length) + HexFormat.of().formatHex(bytes);
  }

  /** An integer with a prefix of 7 bits (RFC 7541, 5.1). */
  private static String length(int length) {
    if (length < LONG_LENGTH) {
      return HexFormat.of().toHexDigits((byte) length);
    }
    StringBuilder digits = new StringBuilder(HexFormat.of().toHexDigits((byte) LONG_LENGTH));
    int rest = length - LONG_LENGTH;
    for (; rest > LONG_LENGTH; rest >>= 7) {
      digits.append(HexFormat.of().toHexDigits((byte) (rest | 0x80)));
    }
    return digits.append(HexFormat.of().toHexDigits((byte) rest)).toString();
  }

  /** Takes all that the server has for a stream, from now on. */
  void read(int stream) {
    send(WINDOW_UPDATE, 0, stream, number(NO_LIMIT));
  }

  /** Gives a stream up. */
  void reset(int stream) {
    send(RST_STREAM, 0, stream, number(CANCEL));
  }

  /** Whether a text has come. */
  boolean has(int stream, String text) {
    return body(stream).indexOf(text) >= 0;
  }

  /** Whether the server has reset a stream. */
  boolean isReset(int stream) {
    return reset.contains(stream);
  }

  /** Whether the server has ended the connection. */
  boolean isEnded() {
    return isEnded;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
