package io.skipruntime.spring.service;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.spring.SkipInput;
import java.util.List;
import java.util.Optional;

/**
 * An input of a running service.
 *
 * @param name its name
 * @param service what is read
 * @param writes the way that writes take
 */
record ServiceInput<K, V>(String name, ServiceInstance service, InputWrites writes)
    implements SkipInput<K, V> {

  @Override
  public Optional<Watermark> patch(List<Entry<K, V>> entries) {
    return writes.write(List.of(new InputWrites.Write(name, List.copyOf(entries))));
  }

  @Override
  public List<Entry<K, V>> getAll() {
    return service.getInput(name);
  }

  @Override
  public String toString() {
    return "input " + name;
  }
}
