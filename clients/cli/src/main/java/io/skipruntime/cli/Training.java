package io.skipruntime.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** The usual work with a stand-in for a service, from which the launcher makes an AOT cache. */
@Command(name = "train", hidden = true)
final class Training implements Callable<Integer> {

  private static final byte[] ENTRIES = "[[1,[{\"a\":1}]]]".getBytes(StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException {
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext("/", Training::answer);
    service.start();
    try {
      String control = "--control=http://127.0.0.1:" + service.getAddress().getPort();
      return execute("get", "resource", "1", control)
          + execute("put", "collection", "1", "2", control)
          + execute("status", control);
    } finally {
      service.stop(0);
    }
  }

  private static int execute(String... arguments) {
    Terminal silent =
        new Terminal(
            InputStream.nullInputStream(),
            new Output(Writer.nullWriter()),
            new Output(Writer.nullWriter()),
            new CountDownLatch(1),
            false,
            false);
    return SkipCommand.execute(silent, arguments);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, ENTRIES.length);
      exchange.getResponseBody().write(ENTRIES);
    }
  }
}
