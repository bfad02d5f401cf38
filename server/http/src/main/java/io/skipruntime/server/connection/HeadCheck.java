package io.skipruntime.server.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds heads of HTTP/1 that Netty takes, but that another server on the way may understand
 * otherwise, or that Vert.x would answer by itself. Such a request is marked as one that could not
 * be decoded, and nothing after it is let through. Stands right behind Netty's decoder, put there
 * by {@link HeadCheckInstaller}.
 */
final class HeadCheck extends ChannelInboundHandlerAdapter {

  private static final Set<HttpVersion> VERSIONS =
      Set.of(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);
  private static final Pattern HTTP2_SETTINGS = Pattern.compile("([A-Za-z0-9_-]{8})*");

  private boolean isMarked;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (isMarked) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      Optional<String> mistake =
          request.decoderResult().isSuccess() ? mistakeOf(request) : Optional.empty();
      mistake.ifPresent(detail ->
          request.setDecoderResult(DecoderResult.failure(new MalformedRequestException(detail))));
      isMarked = mistake.isPresent();
      if (!request.decoderResult().isSuccess()) {
        request.headers().remove(HttpHeaderNames.UPGRADE);
      }
      if (!VERSIONS.contains(request.protocolVersion())) {
        request.setProtocolVersion(HttpVersion.HTTP_1_1); // that of the answer
      }
    }
    context.fireChannelRead(message);
  }

  private static Optional<String> mistakeOf(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    if (!VERSIONS.contains(version)) {
      return Optional.of("there is no " + version + " here, but HTTP/1.1 and HTTP/2");
    }
    int hosts = headers(request, HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
      return Optional.of("a request has one header Host, not " + hosts);
    }
    List<String> codings = headers(request, HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()
        && !(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"))) {
      return Optional.of("the only Transfer-Encoding is chunked");
    }
    return upgradeMistake(request);
  }

  private static Optional<String> upgradeMistake(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!headers.containsValue(HttpHeaderNames.UPGRADE, "h2c", true)) {
      return Optional.empty();
    }
    List<String> settings = headers(request, "HTTP2-Settings");
    boolean right = settings.size() == 1 && HTTP2_SETTINGS.matcher(settings.get(0)).matches();
    return right
        ? Optional.empty()
        : Optional.of(
            "a request with Upgrade: h2c has one header HTTP2-Settings (RFC 7540, 3.2.1)");
  }

  private static List<String> headers(HttpRequest request, CharSequence name) {
    return request.headers().getAll(name);
  }
}
