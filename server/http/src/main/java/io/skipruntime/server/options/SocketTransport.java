package io.skipruntime.server.options;

import java.util.Locale;

/** The library by which the listeners use sockets. */
public enum SocketTransport {

  /** Netty's for epoll, if it is on the class path and runs on this machine; else the JDK's. */
  AUTO,

  /** The one of the JDK, which every machine has. */
  JDK,

  /** Netty's for epoll of Linux; the artifact {@code netty-transport-native-epoll}. */
  EPOLL,

  /** Netty's for io_uring of Linux; the artifact {@code netty-transport-native-io_uring}. */
  IO_URING;

  /** How options write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
