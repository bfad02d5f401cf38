package io.skipruntime.nats;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context of TLS whose sockets accept a certificate only if it is of the host that they connect
 * to, which the client of NATS does not ask for by itself. For sockets only. Thread-safe.
 */
final class HostChecking extends SSLContextSpi {

  private final SSLContext context;

  private HostChecking(SSLContext context) {
    this.context = context;
  }

  static SSLContext of(SSLContext context) {
    return new SSLContext(
        new HostChecking(context), context.getProvider(), context.getProtocol()) {};
  }

  @Override
  protected void engineInit(
      KeyManager @Nullable [] keys,
      TrustManager @Nullable [] trusted,
      @Nullable SecureRandom random)
      throws KeyManagementException {
    throw new KeyManagementException("the context is ready");
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return new Sockets(context.getSocketFactory());
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    return context.getServerSocketFactory();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return context.createSSLEngine();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return context.createSSLEngine(host, port);
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return context.getServerSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return context.getClientSessionContext();
  }

  /** A maker of sockets that check the host. */
  private static final class Sockets extends SSLSocketFactory {

    private final SSLSocketFactory sockets;

    Sockets(SSLSocketFactory sockets) {
      this.sockets = sockets;
    }

    private static Socket checking(Socket socket) {
      if (socket instanceof SSLSocket secured) {
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
      }
      return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
      return checking(sockets.createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean closes)
        throws IOException {
      return checking(sockets.createSocket(socket, host, port, closes));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return checking(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return checking(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return checking(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return checking(sockets.createSocket(host, port, local, localPort));
    }
  }
}
