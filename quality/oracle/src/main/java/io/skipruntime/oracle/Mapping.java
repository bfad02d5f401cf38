package io.skipruntime.oracle;

import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.LazyCollection;
import io.skipruntime.Mapper;
import io.skipruntime.Values;
import java.util.List;

/**
 * The mappers of generated programs.
 *
 * @param what the operation, as far as the function depends on it
 * @param others what it looks up: nothing, or one collection
 */
record Mapping(Operation what, List<?> others)
    implements ProgramFunction, Mapper<Object, Object, Object, Object> {

  /** How many values of an entry are mapped, so that values do not multiply without end. */
  private static final int MOST_VALUES = 5;

  private static List<Object> first(List<Object> values, int limit) {
    return values.subList(0, Math.min(limit, values.size()));
  }

  @Override
  public void mapEntry(Object key, Values<Object> values, Emitter<Object, Object> out) {
    Recorder.ran(what, key);
    Object own = what.key().from(key);
    switch (what.operator()) {
      case UNIQUE -> out.emit(own, what.value().from(values.getUnique()));
      case COUNTED -> {
        int count = what.a();
        for (Object value : values) {
          count += Kind.number(value) % 2 + 1;
        }
        out.emit(own, what.value().of(count + values.size()));
      }
      case BESIDE -> emit(own, other().get(key), out);
      default -> {
        for (Object value : first(values.toList(), MOST_VALUES)) {
          if (what.operator().looksUp()) {
            lookUp(own, value, out);
          } else {
            mapValue(own, value, out);
          }
        }
      }
    }
  }

  private void mapValue(Object key, Object value, Emitter<Object, Object> out) {
    Object same = what.value().from(value);
    int number = Kind.number(value);
    int a = what.a();
    switch (what.operator()) {
      case SHIFT -> out.emit(key, what.value().of(number + a));
      case SAME -> out.emit(key, same);
      case PARITY -> out.emit(key, what.value().of(number % 2));
      case SWAP -> out.emit(what.key().from(value), what.value().from(key));
      case SPREAD -> {
        for (int i = 0; i < a % 4; i++) {
          out.emit(what.key().of(number + i), same);
        }
      }
      case COLLAPSE -> out.emit(what.key().of(Kind.number(key) % (1 + a % 3)), same);
      case CONSTANT -> out.emit(what.key().of(a), what.value().of(what.b()));
      case FILTER -> {
        if (number % 3 == a % 3) {
          out.emit(key, same);
        }
      }
      case TWICE -> {
        out.emit(key, same);
        out.emit(what.key().of(a), same);
        out.emit(key, what.value().of(what.b()));
      }
      case THROW -> {
        if (number % 7 == a % 7) {
          throw new ScriptedFailure("THROW", value);
        }
        out.emit(key, same);
      }
      default -> throw new IllegalArgumentException(what.toString());
    }
  }

  private void lookUp(Object key, Object value, Emitter<Object, Object> out) {
    Object asked = what.asked().from(value);
    switch (what.operator()) {
      case LOOKUP -> emit(key, other().get(asked), out);
      case FIND ->
          other().findUnique(asked).ifPresent(found -> out.emit(key, what.value().from(found)));
      case NEED -> out.emit(key, what.value().from(other().getUnique(asked)));
      case DEFAULT -> out.emit(key, what.value().from(other().getUnique(asked, "none")));
      case MISSING -> out.emit(key, what.value().of(other().get(what.asked().of(what.a())).size()));
      case SIZE -> out.emit(key, what.value().of(other().size() + what.a()));
      case ASK -> emit(key, lazy().get(asked), out);
      case ASK_SAFELY -> {
        try {
          emit(key, lazy().get(asked), out);
        } catch (RuntimeException e) {
          out.emit(key, what.value().of(what.b()));
        }
      }
      default -> throw new IllegalArgumentException(what.toString());
    }
  }

  private void emit(Object key, List<Object> found, Emitter<Object, Object> out) {
    first(found, 2).forEach(value -> out.emit(key, what.value().from(value)));
  }

  @SuppressWarnings("unchecked") // programs look up keys of the right kind
  private EagerCollection<Object, Object> other() {
    return (EagerCollection<Object, Object>) others.getFirst();
  }

  @SuppressWarnings("unchecked") // programs look up keys of the right kind
  private LazyCollection<Object, Object> lazy() {
    return (LazyCollection<Object, Object>) others.getFirst();
  }
}
