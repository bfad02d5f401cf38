package io.skipruntime.engine.operator;

import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The law of {@code useExternalResource}: the collection has what the source has delivered last. A
 * function that is the first to need a source runs again when its data is there, in the same
 * transaction for all others; what the attempt before did leaves no trace.
 *
 * @see io.skipruntime.engine.ExternalServiceTest for the lives of sources
 * @see io.skipruntime.engine.journal.DeliveryTest for deliveries
 */
class ExternalTest extends OperatorContract {

  private static final String SERVICE = "multiples";

  /** A source that has, for a number, its multiples up to three times the number. */
  private static final class Multiples implements ExternalService {
    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks callbacks) {
      List<Entry<Json, Json>> entries = new ArrayList<>();
      for (long factor = 1; factor <= 3; factor++) {
        entries.add(Entry.of(Json.of(factor), Json.of(factor * params.asLong())));
      }
      return callbacks.update(entries, true);
    }

    @Override
    public void unsubscribe(String instance) {}
  }

  private static EagerCollection<Long, Long> multiples(Context context, long number) {
    return context.useExternalResource(
        ExternalResource.of(SERVICE, "of", Long.class, Long.class).withParams(Json.of(number)));
  }

  /** Emits, for each value, its multiple by the key's remainder. */
  record Multiply() implements ContextMapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out, Context context) {
      for (Long value : values) {
        multiples(context, Sound.sound(value))
            .get(key % 4)
            .forEach(multiple -> out.emit(key, multiple));
      }
    }
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "an external resource, merged with an input",
                (first, second, context) -> multiples(context, 7).merge(first),
                (rows, result) -> {
                  List.of(1L, 2L, 3L).forEach(factor -> result.add(factor, 7 * factor));
                  rows.first().forEach(result::addAll);
                })
            .using(SERVICE, new Multiples()),
        TestedOperator.of(
                "external resources that a mapper uses",
                (first, second, context) -> first.map(new Multiply()),
                ExternalTest::multiplied)
            .using(SERVICE, new Multiples())
            .running(TestedOperator::onePerChangedKey)
            .failing());
  }

  private static void multiplied(Rows rows, TestedOperator.Contents result) {
    rows.first()
        .forEach((key, values) -> {
          if (key % 4 != 0) {
            values.forEach(value -> result.add(key, value * (key % 4)));
          }
        });
  }
}
