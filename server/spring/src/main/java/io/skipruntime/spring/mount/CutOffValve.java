package io.skipruntime.spring.mount;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * A valve that gives each request of Tomcat the means to end its connection at once, which servlets
 * do not have: to complete a request whose client does not read would have a thread wait for it.
 */
final class CutOffValve extends ValveBase {

  /** The attribute of a request that has the means, a {@link Runnable}. */
  static final String ATTRIBUTE = CutOffValve.class.getName();

  /** A valve for requests that may be asynchronous. */
  CutOffValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    Runnable cutOff =
        () ->
            response
                .getCoyoteResponse()
                .action(ActionCode.CLOSE_NOW, new IOException("the client does not read"));
    request.setAttribute(ATTRIBUTE, cutOff);
    getNext().invoke(request, response);
  }
}
