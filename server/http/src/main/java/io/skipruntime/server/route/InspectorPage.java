package io.skipruntime.server.route;

import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The page on which people look into a service: files that are a part of the server. All that the
 * page shows of the service it asks for at the routes below {@code /v1/inspect}, so that the files
 * are for everybody. The page loads nothing from elsewhere and has no script of its own in the
 * document, which its {@code Content-Security-Policy} enforces. Immutable.
 *
 * <ul>
 *   <li>{@code files} has the bytes of every file by its name, read once.
 * </ul>
 */
final class InspectorPage {

  private static final String DOCUMENT = "index.html";

  private static final List<String> NAMES =
      List.of(
          DOCUMENT,
          "page.css",
          "icon.svg",
          "main.js",
          "elements.js",
          "service.js",
          "words.js",
          "graph.js",
          "layout.js",
          "contents.js",
          "commits.js",
          "resources.js",
          "state.js",
          "why.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control",
          "no-cache",
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "Referrer-Policy",
          "no-referrer",
          "X-Content-Type-Options",
          "nosniff");

  private final Map<String, byte[]> files = new TreeMap<>();

  private InspectorPage() {
    for (String name : NAMES) {
      files.put(name, read(name));
    }
  }

  private static byte[] read(String name) {
    try (InputStream file = InspectorPage.class.getResourceAsStream("inspector/" + name)) {
      if (file == null) {
        throw new IllegalStateException("the server lacks its file inspector/" + name);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The routes of the document and of its other files. */
  static List<Route> routes() {
    InspectorPage page = new InspectorPage();
    return List.of(
        Route.immediate("GET", "/inspect", call -> page.file(DOCUMENT)),
        Route.immediate("GET", "/inspect/{file}", page::file));
  }

  private Answer file(Call call) {
    return file(call.part("file"));
  }

  private Answer file(String name) {
    byte[] content = files.get(name);
    if (content == null) {
      throw new RefusedException(404, "not-found", "the page has no file of this name");
    }
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
    return new Answer(200, type, content, HEADERS);
  }
}
