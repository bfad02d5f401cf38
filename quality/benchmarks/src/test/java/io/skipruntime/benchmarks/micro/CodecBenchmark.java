package io.skipruntime.benchmarks.micro;

import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to read a record from JSON, and to write it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

  record User(String name, boolean active, List<Long> friends) {}

  private final Codec<User> codec = Codecs.of(User.class);
  private final byte[] text =
      "{\"name\":\"Bob\",\"active\":true,\"friends\":[1,2,3,4,5]}".getBytes(StandardCharsets.UTF_8);
  private final Json json = Json.parse(text);
  private final User user = new User("Bob", true, List.of(1L, 2L, 3L, 4L, 5L));

  /** From bytes to a tree. */
  @Benchmark
  public Json parse() {
    return Json.parse(text);
  }

  /** From a tree to a record. */
  @Benchmark
  public Object decode() throws DecodeException {
    return codec.decode(json);
  }

  /** From a record to a tree. */
  @Benchmark
  public Json encode() {
    return codec.encode(user);
  }
}
