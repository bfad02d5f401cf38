package io.skipruntime.spring;

/** The place at which an application's service is served: the property {@code skip.server}. */
public enum ServerMode {

  /** In the application's own web server, beside its other routes. */
  EMBEDDED,

  /**
   * By a server of its own, at the ports {@code skip.control-port} and {@code skip.streaming-port}.
   */
  SEPARATE,

  /** Nowhere: only the application's own code uses the service. */
  NONE
}
