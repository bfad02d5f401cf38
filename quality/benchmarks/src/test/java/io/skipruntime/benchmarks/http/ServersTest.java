package io.skipruntime.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.SkipException;
import io.skipruntime.benchmarks.measure.Peer;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.WorkerLanguage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is loaded and measured over HTTP is the same work. */
class ServersTest {

  @Test
  void bothServers_giveTheSameAnswersAndEvents() throws IOException {
    try (SkipServer ours =
            SkipServer.start(
                new Increments(Increments.SIZE), ServerOptions.defaults().withPorts(0, 0));
        ServerByHand hand = ServerByHand.start(Increments.SIZE)) {
      try (Clients ofOurs = new Clients(ours.controlPort(), ours.streamingPort());
          Clients ofHand = new Clients(hand.controlPort(), hand.streamingPort())) {
        assertThat(LoadGenerator.answers(ofOurs)).isEqualTo(LoadGenerator.answers(ofHand));
      }
    }
  }

  @Test
  void programInJavaScript_givesTheAnswersOfTheServers() throws Exception {
    Path program =
        Path.of(
            Objects.requireNonNull(
                    ServersTest.class.getResource("/reference/run-increments.mjs"), "a resource")
                .toURI());
    assumeTrue(hasNode(program), "there is no Node");
    try (ServerByHand hand = ServerByHand.start(Increments.SIZE);
        Peer server =
            Peer.startJava(MeasuredProgram.class, List.of(), List.of(program.toString()))) {
      List<String> ports = server.await("ready");
      try (Clients ofHand = new Clients(hand.controlPort(), hand.streamingPort());
          Clients ofProgram =
              new Clients(Integer.parseInt(ports.get(0)), Integer.parseInt(ports.get(1)))) {
        assertThat(LoadGenerator.answers(ofProgram)).isEqualTo(LoadGenerator.answers(ofHand));
      }
      server.say("usage");
      assertThat(Long.parseLong(server.await("usage").getFirst())).isPositive();
    }
  }

  private static boolean hasNode(Path program) {
    try {
      return !WorkerLanguage.of(program).command(program, false).isEmpty();
    } catch (SkipException e) {
      return false;
    }
  }

  @Test
  void chunks_arePutTogether_whateverPiecesTheyArriveIn() {
    byte[] response =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int size = 1; size <= response.length; size++) {
      StringBuilder body = new StringBuilder();
      List<Integer> ends = new ArrayList<>();
      ResponseReader reader =
          new ResponseReader(
              new ResponseReader.Receiver() {
                @Override
                public void body(byte[] bytes, int from, int to) {
                  body.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
                }

                @Override
                public void end(int status) {
                  ends.add(status);
                }
              });
      for (int from = 0; from < response.length; from += size) {
        reader.read(ByteBuffer.wrap(response, from, Math.min(size, response.length - from)));
      }
      assertThat(body).hasToString("abcde");
      assertThat(ends).containsExactly(200);
    }
  }
}
