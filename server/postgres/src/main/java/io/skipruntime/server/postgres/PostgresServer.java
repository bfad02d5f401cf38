package io.skipruntime.server.postgres;

import io.skipruntime.server.options.QueryOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.spi.OpenProtocol;
import io.skipruntime.server.spi.ProtocolNumber;
import io.skipruntime.server.spi.ServerAccess;
import io.skipruntime.sql.SnapshotQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The listener for clients of PostgreSQL. Each connection has a virtual thread; a thread looks
 * regularly for clients whose time is over, and cuts their connections. Thread-safe.
 */
final class PostgresServer implements OpenProtocol {

  private static final System.Logger LOGGER = System.getLogger(PostgresServer.class.getName());
  private static final int BACKLOG = 128;
  private static final int STRANGERS = 100;
  private static final long START_MILLIS = 10_000;
  private static final int MOST_READS = 100;
  private static final long LOOK_MILLIS = 100;
  private static final long CLOSE_MILLIS = 2_000;
  private static final int SEND_BUFFER_BYTES = 128 << 10;
  private static final long LEAST_RESULT_BYTES = 64L << 20;
  private static final int SHARE_OF_HEAP = 4;

  private final ServerAccess access;
  private final QueryOptions options;
  private final ServerSocket listener;
  private final QueryThreads threads;
  private final Environment environment;
  private final Counters counters = new Counters();
  private final Map<Integer, Client> clients = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final SecureRandom random = new SecureRandom();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** A client from its first byte on. */
  final class Client {
    private final int number = numbers.incrementAndGet();
    private final int key = random.nextInt();
    private final Socket socket;
    private final Deadline deadline = new Deadline();
    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isWelcome;
    private volatile @Nullable Session session;

    Client(Socket socket) {
      this.socket = socket;
    }

    int number() {
      return number;
    }

    Deadline deadline() {
      return deadline;
    }

    Cancellation cancellation() {
      return cancellation;
    }

    long messageMillis() {
      return access.options().limits().bodyMillis();
    }

    long stallMillis() {
      return access.options().writeStallMillis();
    }

    private void cut() {
      cancellation.request();
      try {
        socket.close();
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.TRACE, "closing", e);
      }
    }
  }

  private PostgresServer(ServerAccess access, ServerSocket listener) {
    this.access = access;
    this.options = access.options().queries();
    this.listener = listener;
    this.threads = new QueryThreads(options.atOnce(), options.millis());
    this.environment =
        new Environment(
            access.service(),
            threads,
            new SnapshotQuery.Limits(options.millis(), options.bytes(), options.rows()),
            new ResultMemory(
                Math.max(LEAST_RESULT_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP)),
            options.transactionMillis(),
            counters);
  }

  /**
   * Listens at the address of the options.
   *
   * @throws ServerStartException if the address cannot be had
   */
  static PostgresServer open(ServerAccess access) {
    QueryOptions options = access.options().queries();
    try {
      ServerSocket listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(
          new InetSocketAddress(
              InetAddress.getByName(options.postgresHost()), options.postgresPort()),
          BACKLOG);
      PostgresServer server = new PostgresServer(access, listener);
      Thread.ofPlatform().daemon().name("skip-postgres-accept").start(server::accept);
      Thread.ofPlatform().daemon().name("skip-postgres-deadlines").start(server::watch);
      return server;
    } catch (IOException e) {
      throw new ServerStartException(
          "cannot listen at "
              + options.postgresHost()
              + ":"
              + options.postgresPort()
              + ": it is in use, or not an address of this machine; choose another with"
              + " --postgres-port or --postgres-host",
          e);
    }
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public List<ProtocolNumber> numbers() {
    return List.of(
        ProtocolNumber.gauge(
            "skip_postgres_connections",
            "Connections of clients of PostgreSQL.",
            clients.values().stream().filter(each -> each.isWelcome).count()),
        ProtocolNumber.gauge(
            "skip_postgres_held_bytes",
            "Bytes of the results that clients of PostgreSQL have not taken, and of what they have"
                + " prepared.",
            environment.memory().bytes()),
        ProtocolNumber.counter(
            "skip_postgres_statements",
            "Statements that clients of PostgreSQL have run.",
            counters.statements.sum()),
        ProtocolNumber.counter(
            "skip_postgres_failed_statements",
            "Statements of clients of PostgreSQL that failed or were refused.",
            counters.failures.sum()),
        ProtocolNumber.counter(
            "skip_postgres_refused_connections",
            "Connections of clients of PostgreSQL that were refused or cut off.",
            counters.refusals.sum()));
  }

  private void accept() {
    while (closing.getCount() > 0) {
      try {
        admit(listener.accept());
      } catch (SocketException e) {
        LOGGER.log(System.Logger.Level.TRACE, "accepting", e);
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.WARNING, "accepting a connection", e);
      }
    }
  }

  private void admit(Socket socket) throws IOException {
    if (clients.size() >= options.connections() + STRANGERS) {
      counters.refusals.increment();
      turnAway(socket);
      return;
    }
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setSendBufferSize(SEND_BUFFER_BYTES);
    Client client = new Client(socket);
    client.deadline.begin(START_MILLIS);
    clients.put(client.number, client);
    Thread.ofVirtual().name("skip-postgres-" + client.number).start(() -> serve(client));
  }

  /** Closes a new connection with the reason, for which its empty buffer has room. */
  private static void turnAway(Socket socket) throws IOException {
    try (socket) {
      MessageWriter output =
          new MessageWriter(socket.getOutputStream(), new Deadline(), CLOSE_MILLIS);
      Connection.error(tooMany(), output);
      output.flush();
    }
  }

  private static Failure tooMany() {
    return Failure.fatal("53300", "sorry, too many clients already");
  }

  private void serve(Client client) {
    try {
      serveUntilEnd(client);
    } catch (IOException | UncheckedIOException e) {
      LOGGER.log(System.Logger.Level.TRACE, "a client has left", e);
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.WARNING, "a connection failed", e);
    } finally {
      clients.remove(client.number);
      client.cut();
      client.ended.countDown();
    }
  }

  private void serveUntilEnd(Client client) throws IOException {
    Handshake handshake = new Handshake(client.socket, access, this, client);
    try {
      Optional<Handshake.Opened> opened = handshake.open();
      if (opened.isPresent()) {
        client.isWelcome = true;
        Connection connection = new Connection(opened.get(), client, environment);
        client.session = connection.session();
        client.deadline.clear();
        connection.serve(opened.get().parameters(), client.number, client.key);
      }
    } catch (Failure e) {
      counters.refusals.increment();
      Connection.error(Failure.fatal(e.state(), e.reason()), handshake.output());
      handshake.output().flush();
      linger(client);
    }
  }

  /** Lets the client read the reason before the connection ends. */
  private static void linger(Client client) throws IOException {
    client.deadline.begin(CLOSE_MILLIS);
    client.socket.shutdownOutput();
    byte[] ignored = new byte[MessageReader.MOST_AT_START];
    int reads = 0;
    while (reads < MOST_READS && client.socket.getInputStream().read(ignored) >= 0) {
      reads++;
    }
  }

  /**
   * Refuses a client for which there is no place.
   *
   * @throws Failure if there are as many as there may be
   */
  void requirePlace() {
    if (clients.values().stream().filter(each -> each.isWelcome).count() >= options.connections()) {
      throw tooMany();
    }
    if (closing.getCount() == 0) {
      throw Failure.fatal("57P03", "the database system is shutting down");
    }
  }

  /** Asks for the end of the statement that a client runs, if the key is right. */
  void cancel(int number, int key) {
    Client client = clients.get(number);
    if (client != null && client.key == key) {
      client.cancellation.request();
    }
  }

  private void watch() {
    try {
      while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        for (Client each : clients.values()) {
          Session session = each.session;
          if (each.deadline.isOver()) {
            counters.refusals.increment();
            each.cut();
          } else if (session != null) {
            session.expire();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      listener.close();
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "closing", e);
    }
    List<Client> left = List.copyOf(clients.values());
    left.forEach(Client::cut);
    threads.close();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    try {
      for (Client each : left) {
        if (!each.ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          LOGGER.log(System.Logger.Level.DEBUG, "connection {0} still runs", each.number);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
