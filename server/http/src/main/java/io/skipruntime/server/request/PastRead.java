package io.skipruntime.server.request;

import io.skipruntime.engine.EventId;
import io.skipruntime.engine.PastService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.server.problem.RefusedException;
import java.util.Optional;

/**
 * A read of the service as it was: what the parameter {@value #PARAMETER} of a request asks for.
 */
public final class PastRead {

  private static final String PARAMETER = "at";

  private PastRead() {}

  /**
   * The service as it was at the watermark, or at the event, that a call names; empty if the call
   * names none.
   *
   * @throws RefusedException if the parameter is not of that form
   * @throws io.skipruntime.PastUnavailableException if the service cannot be read as it was then
   */
  public static Optional<PastService> of(Call call, ServiceInstance service) {
    return call.query().first(PARAMETER).map(PastRead::watermark).map(service::at);
  }

  /** Whether a call asks for the past. */
  public static boolean isAskedFor(Call call) {
    return call.query().first(PARAMETER).isPresent();
  }

  static Watermark watermark(String text) {
    return EventId.parse(text)
        .map(EventId::watermark)
        .or(() -> Watermark.parse(text))
        .orElseThrow(() ->
            new RefusedException(
                400, "malformed-watermark", PARAMETER + " must be of the form epoch/tick"));
  }
}
