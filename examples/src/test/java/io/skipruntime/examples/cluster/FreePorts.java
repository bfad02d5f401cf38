package io.skipruntime.examples.cluster;

import io.skipruntime.client.Entrypoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports for a process that is to listen at the same ones whenever it is started. */
final class FreePorts {

  private FreePorts() {}

  /** Two that nobody listens at now. */
  static Entrypoint take() throws IOException {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Entrypoint.local(one.getLocalPort(), other.getLocalPort());
    }
  }
}
