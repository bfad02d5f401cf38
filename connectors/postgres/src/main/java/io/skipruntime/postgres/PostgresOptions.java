package io.skipruntime.postgres;

import io.skipruntime.client.feed.TimeLimits;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The options of a {@link PostgresService}: where the database is, and how it is followed.
 * Immutable: {@code with…} gives options with one thing changed.
 */
public final class PostgresOptions {

  private static final long DEFAULT_MAX_SLOT_LAG = 4L << 30;
  private static final long LEAST_COMMIT_BYTES = 64L << 20;
  private static final long LEAST_SILENCE_MILLIS = 1_000;

  /** Not changed once it is here. */
  private final Values values;

  private PostgresOptions(Values values) {
    this.values = values;
  }

  /**
   * The options for a database.
   *
   * @param url such as {@code jdbc:postgresql://127.0.0.1:5432/app}
   * @param user the role to connect as
   * @param password its password; empty if it needs none
   */
  public static PostgresOptions of(String url, String user, String password) {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("an address begins with jdbc:postgresql:");
    }
    Values values = new Values();
    values.url = url;
    values.user = user;
    values.password = password;
    return new PostgresOptions(values);
  }

  private PostgresOptions changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new PostgresOptions(copy);
  }

  private static long positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
    return value;
  }

  /** With another name of the publication than {@code skip}. */
  public PostgresOptions withPublication(String name) {
    return changed(copy -> copy.publication = name);
  }

  /**
   * With a slot that outlives the process, for a service that keeps its data in a data directory: a
   * restart goes on where it was. Without it, each connection has a slot that ends with it, and
   * loads the tables again. The server keeps its log for the slot while the service is down.
   *
   * @param name of lower-case letters, digits and underscores, at most 63; of one data directory
   *     only
   */
  public PostgresOptions withSlot(String name) {
    if (!name.matches("[a-z0-9_]{1,63}")) {
      throw new IllegalArgumentException(
          "a slot is named with lower-case letters, digits and underscores, at most 63: " + name);
    }
    return changed(copy -> copy.slot = Optional.of(name));
  }

  /** With tables that are read again and again, and no replication. */
  public PostgresOptions withPolling() {
    return changed(copy -> copy.isPolled = true);
  }

  /** With another time from one poll to the next than 5 seconds. */
  public PostgresOptions withPollMillis(long millis) {
    return changed(copy -> copy.pollMillis = TimeLimits.option("pollMillis", millis));
  }

  /**
   * With a look at the tables as soon as something is notified on a channel, for tables that are
   * polled: a trigger of theirs, which the owner of the tables makes, does so. Without {@link
   * #withPolling} it has no effect.
   *
   * @param channel the name of the channel, as in {@code NOTIFY skip}
   */
  public PostgresOptions withBell(String channel) {
    if (channel.isEmpty()) {
      throw new IllegalArgumentException("a channel has a name");
    }
    return changed(copy -> copy.bell = Optional.of(channel));
  }

  /**
   * With another limit than 4 GiB of the log that a slot may keep the server from deleting; beyond
   * it the slot is dropped, and the tables are loaded again.
   */
  public PostgresOptions withMaxSlotLagBytes(long bytes) {
    return changed(copy -> copy.maxSlotLagBytes = positive("maxSlotLagBytes", bytes));
  }

  /**
   * With another limit for the changes of one commit than an eighth of the heap, and at least 64
   * MiB. The tables are loaded again instead of a larger one being taken in.
   */
  public PostgresOptions withMaxCommitBytes(long bytes) {
    return changed(copy -> copy.maxCommitBytes = positive("maxCommitBytes", bytes));
  }

  /** With another time than 30 seconds from one look for changed tables to the next. */
  public PostgresOptions withCatalogMillis(long millis) {
    return changed(copy -> copy.catalogMillis = TimeLimits.option("catalogMillis", millis));
  }

  /**
   * With another limit than 60 seconds of the time that the server may be silent for, after which
   * the connection is given up and another one is opened. The server is asked to speak six times as
   * often at least, and expects answers three times as often.
   *
   * @param millis at least 1,000
   */
  public PostgresOptions withMaxSilenceMillis(long millis) {
    if (millis < LEAST_SILENCE_MILLIS) {
      throw new IllegalArgumentException("maxSilenceMillis must be at least 1000: " + millis);
    }
    return changed(copy -> copy.maxSilenceMillis = TimeLimits.bounded(millis));
  }

  /** With another limit of the time between attempts to connect than 10 seconds. */
  public PostgresOptions withMaxRetryMillis(long millis) {
    return changed(copy -> copy.maxRetryMillis = TimeLimits.option("maxRetryMillis", millis));
  }

  String url() {
    return values.url;
  }

  String user() {
    return values.user;
  }

  String password() {
    return values.password;
  }

  String publication() {
    return values.publication;
  }

  Optional<String> slot() {
    return values.slot;
  }

  boolean isPolled() {
    return values.isPolled;
  }

  long pollMillis() {
    return values.pollMillis;
  }

  Optional<String> bell() {
    return values.bell;
  }

  long maxSlotLagBytes() {
    return values.maxSlotLagBytes;
  }

  long maxCommitBytes() {
    return values.maxCommitBytes;
  }

  long catalogMillis() {
    return values.catalogMillis;
  }

  long maxSilenceMillis() {
    return values.maxSilenceMillis;
  }

  long maxRetryMillis() {
    return values.maxRetryMillis;
  }

  /** The values that can be changed; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private String url = "";
    private String user = "";
    private String password = "";
    private String publication = "skip";
    private Optional<String> slot = Optional.empty();
    private boolean isPolled;
    private long pollMillis = 5_000;
    private Optional<String> bell = Optional.empty();
    private long maxSlotLagBytes = DEFAULT_MAX_SLOT_LAG;
    private long maxCommitBytes =
        Math.max(LEAST_COMMIT_BYTES, Runtime.getRuntime().maxMemory() / 8);
    private long catalogMillis = 30_000;
    private long maxSilenceMillis = 60_000;
    private long maxRetryMillis = 10_000;

    Values() {}

    Values(Values other) {
      url = other.url;
      user = other.user;
      password = other.password;
      publication = other.publication;
      slot = other.slot;
      isPolled = other.isPolled;
      pollMillis = other.pollMillis;
      bell = other.bell;
      maxSlotLagBytes = other.maxSlotLagBytes;
      maxCommitBytes = other.maxCommitBytes;
      catalogMillis = other.catalogMillis;
      maxSilenceMillis = other.maxSilenceMillis;
      maxRetryMillis = other.maxRetryMillis;
    }
  }
}
