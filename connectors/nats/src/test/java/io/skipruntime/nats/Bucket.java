package io.skipruntime.nats;

import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import java.util.Map;
import java.util.TreeMap;

/** A bucket, as tests write to it and read it, each time over a connection of its own. */
record Bucket(NatsServer server, String name) {

  /** Something that is done with a bucket. */
  interface Action<T> {
    T run(KeyValue bucket) throws Exception;
  }

  /** Makes the bucket, empty. */
  Bucket create() throws Exception {
    server.run(connection ->
        connection
            .keyValueManagement()
            .create(KeyValueConfiguration.builder(name).maxHistoryPerKey(5).build()));
    return this;
  }

  void remove() throws Exception {
    server.run(connection -> {
      connection.keyValueManagement().delete(name);
      return name;
    });
  }

  <T> T run(Action<T> action) throws Exception {
    return server.run(connection -> action.run(connection.keyValue(name)));
  }

  void put(String key, String value) throws Exception {
    run(bucket -> bucket.put(key, value));
  }

  void delete(String key) throws Exception {
    run(bucket -> {
      bucket.delete(key);
      return key;
    });
  }

  Map<String, Long> numbers() throws Exception {
    return run(bucket -> {
      Map<String, Long> numbers = new TreeMap<>();
      for (String key : bucket.keys()) {
        numbers.put(key, Long.valueOf(bucket.get(key).getValueAsString()));
      }
      return numbers;
    });
  }
}
