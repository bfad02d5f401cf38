package io.skipruntime.board;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.examples.page.PageFiles;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The web application: the page, sessions, and writes to the database. What the page shows it gets
 * from the service.
 *
 * <ul>
 *   <li>{@code GET /session} has the user, a token for the service, and the service's address;
 *       {@code POST} signs in by a name alone, {@code DELETE} signs out.
 *   <li>{@code POST /posts} adds a post, {@code PUT /votes/POST} votes for one, and {@code DELETE}
 *       takes that back.
 * </ul>
 *
 * A write from another site is refused: the cookie is not sent along, and bodies must say that they
 * are JSON.
 */
final class BoardWeb implements AutoCloseable {

  private static final Logger LOGGER = System.getLogger(BoardWeb.class.getName());
  private static final int MAX_BODY_BYTES = 10_000;

  private static final Pattern VOTE = Pattern.compile("/votes/([0-9]{1,18})");

  private final BoardDatabase database;
  private final Sessions sessions;
  private final String streaming;
  private final PageFiles files;
  private final HttpServer server;

  private BoardWeb(BoardDatabase database, Sessions sessions, String streaming, HttpServer server) {
    this.database = database;
    this.sessions = sessions;
    this.streaming = streaming;
    this.files = new PageFiles(BoardWeb.class, streaming);
    this.server = server;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
  }

  /** Binds the application to an address, so that the service can be told its origin. */
  static HttpServer bind(String host, int port) throws IOException {
    return HttpServer.create(new InetSocketAddress(host, port), 0);
  }

  /**
   * Starts the application.
   *
   * @param streaming the service's address for browsers; empty if a proxy has both at one address
   */
  static BoardWeb start(
      BoardDatabase database, Sessions sessions, String streaming, HttpServer bound) {
    BoardWeb web = new BoardWeb(database, sessions, streaming, bound);
    bound.start();
    return web;
  }

  /** The port that the application listens at. */
  int port() {
    return server.getAddress().getPort();
  }

  /** A request that is not answered; the message is for the user. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange);
      } catch (RefusedException e) {
        refuse(exchange, e.status, String.valueOf(e.getMessage()));
      } catch (BoardDatabase.RefusedException e) {
        refuse(exchange, 422, String.valueOf(e.getMessage()));
      } catch (SQLException e) {
        LOGGER.log(Level.WARNING, "a write to the database has failed", e);
        refuse(exchange, 503, "the database cannot be reached; try again");
      }
    }
  }

  private void answer(HttpExchange exchange)
      throws IOException, SQLException, BoardDatabase.RefusedException {
    String path = exchange.getRequestURI().getPath();
    String request = exchange.getRequestMethod() + " " + path;
    Matcher vote = VOTE.matcher(path);
    switch (request) {
      case "GET /session" -> send(exchange, 200, session(member(exchange)));
      case "POST /session" -> signIn(exchange);
      case "DELETE /session" -> signOut(exchange);
      case "POST /posts" -> submit(exchange);
      default -> {
        if (vote.matches() && request.matches("(PUT|DELETE) .*")) {
          boolean isFor = request.startsWith("PUT");
          database.vote(Long.parseLong(vote.group(1)), signedIn(exchange).id(), isFor);
          exchange.sendResponseHeaders(204, -1);
        } else if (!files.answers(exchange)) {
          throw new RefusedException(404, "there is no " + path);
        }
      }
    }
  }

  private static Optional<String> cookie(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Cookie")).stream()
        .flatMap(header -> Pattern.compile("; *").splitAsStream(header))
        .filter(each -> each.startsWith(Sessions.COOKIE + "="))
        .map(each -> each.substring(Sessions.COOKIE.length() + 1))
        .findFirst();
  }

  private Optional<BoardDatabase.Member> member(HttpExchange exchange) {
    return cookie(exchange).flatMap(sessions::member);
  }

  private BoardDatabase.Member signedIn(HttpExchange exchange) {
    return member(exchange).orElseThrow(() -> new RefusedException(401, "sign in first"));
  }

  private Json session(Optional<BoardDatabase.Member> member) {
    return Json.object(
        Map.of(
            "streaming",
            Json.of(streaming),
            "user",
            member.map(BoardDatabase.Member::name).<Json>map(Json::of).orElse(Json.NULL),
            "token",
            member.map(sessions::token).<Json>map(Json::of).orElse(Json.NULL)));
  }

  private void signIn(HttpExchange exchange)
      throws IOException, SQLException, BoardDatabase.RefusedException {
    BoardDatabase.Member member = database.member(text(body(exchange), "name").strip());
    setCookie(exchange, sessions.begin(member), "");
    send(exchange, 200, session(Optional.of(member)));
  }

  private void signOut(HttpExchange exchange) throws IOException {
    cookie(exchange).ifPresent(sessions::end);
    setCookie(exchange, "", "; Max-Age=0");
    send(exchange, 200, session(Optional.empty()));
  }

  private static void setCookie(HttpExchange exchange, String value, String attributes) {
    exchange
        .getResponseHeaders()
        .set(
            "Set-Cookie",
            Sessions.COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + attributes);
  }

  private void submit(HttpExchange exchange)
      throws IOException, SQLException, BoardDatabase.RefusedException {
    BoardDatabase.Member author = signedIn(exchange);
    JsonObject body = body(exchange);
    String url = body.has("url") ? text(body, "url").strip() : "";
    long post =
        database.submit(author.id(), text(body, "title").strip(), url.isEmpty() ? null : url);
    send(exchange, 201, Json.object(Map.of("id", Json.of(post))));
  }

  private static String text(JsonObject body, String name) {
    return body.find(name)
        .filter(JsonString.class::isInstance)
        .map(Json::asString)
        .orElseThrow(() -> new RefusedException(422, name + " is missing, or no text"));
  }

  private static JsonObject body(HttpExchange exchange) throws IOException {
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    if (!type.startsWith("application/json")) {
      throw new RefusedException(415, "a body is application/json");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw new RefusedException(413, "a body has at most " + MAX_BODY_BYTES + " bytes");
    }
    try {
      return Json.parse(body) instanceof JsonObject object
          ? object
          : Json.object(Map.of()).asObject();
    } catch (JsonSyntaxException e) {
      throw new RefusedException(400, "the body is not JSON: " + e.getMessage());
    }
  }

  private static void refuse(HttpExchange exchange, int status, String detail) throws IOException {
    Json problem = Json.object(Map.of("status", Json.of(status), "detail", Json.of(detail)));
    send(exchange, status, "application/problem+json", problem.toUtf8());
  }

  private static void send(HttpExchange exchange, int status, Json body) throws IOException {
    send(exchange, status, "application/json", body.toUtf8());
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().putIfAbsent("Cache-Control", List.of("no-store"));
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Stops listening; requests that are being answered are broken off. */
  @Override
  public void close() {
    server.stop(0);
  }
}
