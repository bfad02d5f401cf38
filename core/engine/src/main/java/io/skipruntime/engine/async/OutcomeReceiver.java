package io.skipruntime.engine.async;

import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.engine.async.CallTable.Place;
import io.skipruntime.engine.spi.AsyncCall;
import io.skipruntime.json.Codec;
import java.util.concurrent.CompletionStage;

/** The receiver of what becomes of one call, which makes an outcome of it. */
record OutcomeReceiver(
    AsyncCalls calls, CallTable table, Place place, AsyncCall call, Codec<?> codec)
    implements CallExecutor.Receiver {

  @Override
  public CompletionStage<Void> succeeded(Object result) {
    Outcome<Object> outcome = CallTable.checked(Outcome.success(place.argument(), result), codec);
    return calls.arrived(table, place, call, outcome, true);
  }

  @Override
  public CompletionStage<Void> failed(String error, boolean isLasting) {
    return calls.arrived(
        table, place, call, Outcome.failure(place.argument(), error, isLasting), isLasting);
  }
}
