package io.skipruntime.server.postgres;

import io.skipruntime.server.spi.ProvenUser;
import io.skipruntime.server.spi.ServerAccess;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The begin of a connection: encryption, if the client asks for it, and the proof that the client
 * may use the server. It has a time in which all of it is to be done. Used by one thread.
 */
final class Handshake {

  private static final int SSL = 80_877_103;
  private static final int GSSAPI = 80_877_104;
  private static final int CANCEL = 80_877_102;
  private static final int VERSION = 3;
  private static final int MOST_REQUESTS = 3;

  private final Socket plain;
  private final ServerAccess access;
  private final PostgresServer server;
  private final Deadline deadline;
  private final long stallMillis;
  private Socket socket;
  private MessageReader input;
  private MessageWriter output;
  private boolean isEncrypted;

  Handshake(Socket plain, ServerAccess access, PostgresServer server, PostgresServer.Client client)
      throws IOException {
    this.plain = plain;
    this.access = access;
    this.server = server;
    this.deadline = client.deadline();
    this.stallMillis = client.stallMillis();
    this.socket = plain;
    this.input = new MessageReader(plain);
    this.output = new MessageWriter(plain.getOutputStream(), deadline, stallMillis);
  }

  /**
   * A connection that may be used.
   *
   * @param parameters what the client has said of itself
   * @param proven the user whose token was the password; empty for those who may read all
   */
  record Opened(
      Socket socket,
      boolean isEncrypted,
      MessageReader input,
      MessageWriter output,
      Map<String, String> parameters,
      Optional<ProvenUser> proven) {

    /** The user whom the client has named. */
    String user() {
      return parameters.getOrDefault("user", "");
    }

    /** The database that the client has named. */
    String database() {
      return parameters.getOrDefault("database", user());
    }
  }

  /** The way to the client. */
  MessageWriter output() {
    return output;
  }

  /**
   * Opens the connection; empty if the client wanted something else.
   *
   * @throws Failure if the client may not use the server
   */
  Optional<Opened> open() throws IOException {
    for (int requests = 0; requests <= MOST_REQUESTS; requests++) {
      Payload first = input.rest(MessageReader.MOST_AT_START);
      int code = first.number();
      switch (code) {
        case SSL -> encrypt();
        case GSSAPI -> answer('N');
        case CANCEL -> {
          server.cancel(first.number(), first.number());
          return Optional.empty();
        }
        default -> {
          return Optional.of(begin(code, first));
        }
      }
    }
    throw Failure.fatal(Failure.PROTOCOL, "too many requests for encryption");
  }

  private void answer(char letter) throws IOException {
    output.octet(letter);
    output.flush();
  }

  private void encrypt() throws IOException {
    if (isEncrypted || !access.isEncrypted()) {
      answer('N');
      return;
    }
    if (input.hasMore()) {
      throw Failure.fatal(Failure.PROTOCOL, "received unencrypted data after SSL request");
    }
    answer('S');
    socket = access.encrypted(plain);
    input = new MessageReader(socket);
    output = new MessageWriter(socket.getOutputStream(), deadline, stallMillis);
    isEncrypted = true;
  }

  private Opened begin(int code, Payload message) throws IOException {
    if (code >>> Short.SIZE != VERSION) {
      throw Failure.fatal("0A000", "unsupported frontend protocol; the server supports 3.0");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    StringBuilder unknown = new StringBuilder();
    int unknownCount = 0;
    String name = message.text();
    while (!name.isEmpty()) {
      String value = message.text();
      if (name.startsWith("_pq_.")) {
        unknownCount++;
        unknown.append(name).append('\0');
      } else {
        parameters.put(name, value);
      }
      name = message.text();
    }
    if ((code & 0xffff) != 0 || unknownCount > 0) {
      negotiate(unknownCount, unknown.toString());
    }
    String user = parameters.getOrDefault("user", "");
    if (user.isEmpty()) {
      throw Failure.fatal(Failure.REFUSED, "the startup message does not name a user");
    }
    server.requirePlace();
    requireEncryption();
    Optional<ProvenUser> proven = authenticate(user);
    return new Opened(socket, isEncrypted, input, output, parameters, proven);
  }

  private void negotiate(int unknownCount, String unknown) throws IOException {
    output.message(
        'v',
        fields -> {
          fields.number(0);
          fields.number(unknownCount);
          for (String each : unknown.split("\0", unknownCount)) {
            if (unknownCount > 0) {
              fields.text(each);
            }
          }
        });
  }

  private void requireEncryption() {
    boolean isNear = plain.getInetAddress().isLoopbackAddress();
    boolean isNeeded = access.needsClientCertificate() || (access.needsPassword() && !isNear);
    if (isNeeded && !isEncrypted) {
      throw Failure.fatal(
          Failure.REFUSED,
          "the connection is not encrypted; connect with sslmode=require"
              + (access.isEncrypted() ? "" : ", for which the server needs --tls-certificate"));
    }
  }

  private Optional<ProvenUser> authenticate(String user) throws IOException {
    Optional<ProvenUser> proven = Optional.empty();
    if (access.needsPassword()) {
      output.message('R', fields -> fields.number(3));
      output.flush();
      int type = input.type();
      if (type < 0) {
        throw new EOFException();
      }
      if (type != 'p') {
        throw Failure.fatal(Failure.PROTOCOL, "expected a password");
      }
      String password = input.rest(MessageReader.MOST_AT_START).text();
      if (!access.isPassword(password)) {
        proven = proven(password);
        if (proven.isEmpty()) {
          throw Failure.fatal("28P01", "password authentication failed for user \"" + user + "\"");
        }
      }
    }
    output.message('R', fields -> fields.number(0));
    return proven;
  }

  private Optional<ProvenUser> proven(String password) {
    try {
      return access.user(password);
    } catch (IOException e) {
      throw Failure.fatal("57P03", "the keys that verify users' tokens cannot be had at present");
    }
  }
}
