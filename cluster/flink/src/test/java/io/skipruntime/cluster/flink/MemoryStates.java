package io.skipruntime.cluster.flink;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;

/** States of Flink in memory, of one key, as far as inputs use them. */
final class MemoryStates {

  private MemoryStates() {}

  /** A store whose states are empty at first. */
  static KeyedStateStore store() {
    return made(
        KeyedStateStore.class,
        (name, arguments) ->
            switch (name) {
              case "getMapState" -> mapState();
              case "getState" -> valueState();
              default -> throw new UnsupportedOperationException(name);
            });
  }

  @FunctionalInterface
  private interface Answer {
    @Nullable Object to(String method, Object[] arguments);
  }

  private static <T> T made(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                answer.to(method.getName(), arguments == null ? new Object[0] : arguments)));
  }

  private static MapState<?, ?> mapState() {
    Map<Object, Object> contents = new TreeMap<>();
    return made(
        MapState.class,
        (name, arguments) ->
            switch (name) {
              case "get" -> contents.get(arguments[0]);
              case "put" -> contents.put(arguments[0], arguments[1]);
              case "remove" -> contents.remove(arguments[0]);
              case "entries" -> new ArrayList<>(contents.entrySet());
              case "keys" -> new ArrayList<>(contents.keySet());
              case "values" -> new ArrayList<>(contents.values());
              default -> throw new UnsupportedOperationException(name);
            });
  }

  private static ValueState<?> valueState() {
    AtomicReference<@Nullable Object> value = new AtomicReference<>();
    return made(
        ValueState.class,
        (name, arguments) ->
            switch (name) {
              case "value" -> value.get();
              case "update" -> value.getAndSet(arguments[0]);
              default -> throw new UnsupportedOperationException(name);
            });
  }
}
