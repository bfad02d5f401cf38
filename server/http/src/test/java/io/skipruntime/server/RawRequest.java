package io.skipruntime.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Bytes as they are, to the control listener. */
final class RawRequest {

  private static final int TIMEOUT_MILLIS = 20_000;

  private RawRequest() {}

  /** Sends a request; all that comes back until the server closes the connection. */
  static String sendUntilClosed(TestServer server, String request) throws IOException {
    int port = server.server().controlPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Sends a request; the first part of what comes back, with its head and some of its body. */
  static String send(TestServer server, String request) throws IOException {
    int port = server.server().controlPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder answer = new StringBuilder();
      byte[] part = new byte[1 << 16];
      while (!answer.toString().endsWith("}")) {
        int count = socket.getInputStream().read(part);
        if (count < 0) {
          break;
        }
        answer.append(new String(part, 0, count, StandardCharsets.UTF_8));
      }
      return answer.toString();
    }
  }
}
