package io.skipruntime.benchmarks.http;

import java.io.IOException;
import java.util.function.Supplier;

/** The requests that clients make to a server of W6. */
enum Scenario {
  /** Connections that write one entry after the other. */
  PATCH("PATCH", "32 connections") {
    @Override
    Session begin(Clients clients, Writes writes) {
      return millis -> requests(clients, 32, millis, writes::next);
    }
  },

  /** Connections that ask for one entry after the other. */
  LOOKUP("lookup", "32 connections") {
    @Override
    Session begin(Clients clients, Writes writes) {
      return millis -> requests(clients, 32, millis, () -> lookup(writes.nextKey()));
    }
  },

  /** Connections that ask for all entries. */
  SNAPSHOT("snapshot", "8 connections") {
    @Override
    Session begin(Clients clients, Writes writes) {
      byte[] request = ClientConnection.request("POST", "/v1/snapshot/all", "{}");
      return millis -> requests(clients, 8, millis, () -> request);
    }
  },

  /** Writes one by one to what one subscriber is sent. */
  LATENCY("PATCH to event", "1 subscriber") {
    @Override
    Session begin(Clients clients, Writes writes) throws IOException {
      return new Audience(clients, writes, 1)::writeFor;
    }
  },

  /** Writes one by one to what many subscribers are sent; each event counts. */
  FAN_OUT("fan-out", "5000 subscribers") {
    @Override
    Session begin(Clients clients, Writes writes) throws IOException {
      return new Audience(clients, writes, 5000)::writeFor;
    }
  };

  private final String workload;
  private final String size;

  Scenario(String workload, String size) {
    this.workload = workload;
    this.size = size;
  }

  /** The exchange between a server and its clients. */
  interface Session {

    /** Goes on for a time, to the end of what was begun. */
    Traffic go(long millis) throws IOException;
  }

  /** What the task that measures it is called. */
  String workload() {
    return "W6 " + workload;
  }

  /** How much there is of it. */
  String size() {
    return size;
  }

  abstract Session begin(Clients clients, Writes writes) throws IOException;

  private static byte[] lookup(long key) {
    return ClientConnection.request(
        "POST", "/v1/snapshot/all/lookup", "{\"key\":" + key + ",\"params\":{}}");
  }

  private static Traffic requests(
      Clients clients, int connections, long millis, Supplier<byte[]> requests) throws IOException {
    long start = System.nanoTime();
    Latencies latencies = clients.keepBusy(connections, millis, requests);
    return Traffic.of(latencies.count(), System.nanoTime() - start, latencies);
  }
}
