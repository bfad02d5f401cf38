package io.skipruntime.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that has the clients of a server. It first asks for the same as of every other server
 * and prints {@code checked} with a checksum of the answers; goes on with the scenario until the
 * server is warm and prints {@code warm}; and after it has read a line measures, and prints {@code
 * seen} with the {@link Traffic}.
 */
final class LoadGenerator {

  private static final int CHECKED_KEYS = 20;

  private LoadGenerator() {}

  /** Takes the scenario, the two ports, and for how long to warm up and to measure. */
  public static void main(String[] arguments) throws IOException {
    Scenario scenario = Scenario.valueOf(arguments[0]);
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Clients clients =
        new Clients(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))) {
      System.out.println("checked " + answers(clients).hashCode());
      Scenario.Session session = scenario.begin(clients, new Writes());
      session.go(Long.parseLong(arguments[3]));
      System.out.println("warm");
      if (input.readLine() != null) {
        System.out.println("seen " + session.go(Long.parseLong(arguments[4])).words());
      }
    }
  }

  /** Writes and reads a little of everything, and gives all answers. */
  static List<String> answers(Clients clients) throws IOException {
    List<String> answers = new ArrayList<>();
    List<String> events = new ArrayList<>();
    clients.subscribe("one", "3", events::add);
    clients.serveUntil(() -> events.size() == 1);
    for (int key = 0; key < CHECKED_KEYS; key++) {
      clients.ask("PATCH", "/v1/inputs/input", Writes.body(key, 100 + key));
      answers.add(
          clients.ask("POST", "/v1/snapshot/all/lookup", "{\"key\":" + key + ",\"params\":{}}"));
    }
    answers.add(clients.ask("POST", "/v1/snapshot/all", "{}"));
    answers.add(clients.ask("POST", "/v1/snapshot/all/lookup", "{\"key\":1000000,\"params\":{}}"));
    clients.serveUntil(() -> events.size() == 2);
    answers.addAll(events);
    return answers;
  }
}
