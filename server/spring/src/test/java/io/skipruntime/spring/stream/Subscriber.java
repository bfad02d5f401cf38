package io.skipruntime.spring.stream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client that reads the blocks of an event stream one after the other. */
public final class Subscriber implements AutoCloseable {

  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;

  /** A client that has the answer to its request. */
  public Subscriber(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** The answer. */
  public HttpResponse<InputStream> response() {
    return response;
  }

  /** The lines of the next block; none at the end. */
  public List<String> block() {
    List<String> block = new ArrayList<>();
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          return block;
        }
        block.add(line);
      }
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next block that is an event; comments are left out. */
  public List<String> event() {
    List<String> block = block();
    while (!block.isEmpty() && !block.getFirst().startsWith("event: ")) {
      block = block();
    }
    return block;
  }

  /** The next block that is an event of one of several streams. */
  public List<String> blockOfSeveral() {
    List<String> block = block();
    while (!block.isEmpty() && !block.getFirst().startsWith("data: ")) {
      block = block();
    }
    return block;
  }

  /** The value of a field of an event. */
  public static Optional<String> field(List<String> event, String name) {
    return event.stream()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst();
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
