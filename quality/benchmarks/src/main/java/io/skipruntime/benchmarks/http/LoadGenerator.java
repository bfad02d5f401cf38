package io.skipruntime.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that has the clients of a server. It first asks for the same as of every other server
 * and prints {@code checked} with a checksum of the answers. For each line with a number of
 * milliseconds it goes on with the scenario for so long, and prints {@code seen} with the {@link
 * Traffic}. It ends with its input.
 */
final class LoadGenerator {

  private static final int CHECKED_KEYS = 20;

  private LoadGenerator() {}

  /** Takes the scenario and the two ports. */
  public static void main(String[] arguments) throws IOException {
    Scenario scenario = Scenario.valueOf(arguments[0]);
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Clients clients =
        new Clients(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))) {
      System.out.println("checked " + answers(clients).hashCode());
      Scenario.Session session = scenario.begin(clients, new Writes());
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        System.out.println("seen " + session.go(Long.parseLong(line)).words());
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
