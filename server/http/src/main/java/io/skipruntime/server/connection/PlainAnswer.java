package io.skipruntime.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.skipruntime.server.problem.ProblemDocument;
import java.nio.charset.StandardCharsets;

/**
 * Answers of HTTP/1.1 to clients that have not made a request, or whose request will not be carried
 * out.
 */
final class PlainAnswer {

  private static final String RETRY_AFTER = "Retry-After: " + ProblemDocument.RETRY_SECONDS;

  private PlainAnswer() {}

  /** The bytes of an answer after which the connection ends. */
  public static ByteBuf of(ProblemDocument problem) {
    byte[] body = problem.bytes();
    String head =
        String.join(
            "\r\n",
            "HTTP/1.1 " + HttpResponseStatus.valueOf(problem.status()),
            "Content-Type: " + ProblemDocument.MEDIA_TYPE,
            "Content-Length: " + body.length,
            problem.isTemporary() ? RETRY_AFTER : "Cache-Control: no-store",
            "Connection: close",
            "",
            "");
    return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body);
  }
}
