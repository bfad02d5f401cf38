package io.skipruntime.auction;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** Requests of one browser, with its cookies. */
final class Visitor implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final URI site;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();

  Visitor(URI site) {
    this.site = site;
  }

  /** Somebody who has signed in. */
  static Visitor named(String name, URI site) throws IOException, InterruptedException {
    Visitor visitor = new Visitor(site);
    visitor.get("session");
    int status = visitor.signIn(name, name);
    if (status != 204) {
      throw new AssertionError(name + " could not sign in: " + status);
    }
    visitor.get("session"); // the token against forged requests is another one from now on
    return visitor;
  }

  int signIn(String name, String password) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request("login")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("username=" + name + "&password=" + password));
    return send(request).statusCode();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  /** Writes, as the page does. */
  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  HttpResponse<String> bid(long lot, long amount) throws IOException, InterruptedException {
    return post("lots/" + lot + "/bids", "{\"amount\":" + amount + "}");
  }

  Followed follow(String resource) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(site.resolve("v1/resources/" + resource)).build();
    HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new AssertionError(resource + ": " + response.statusCode());
    }
    return new Followed(response.body());
  }

  /** Sends no token against forged requests any more. */
  void forgetToken() {
    cookies.getCookieStore().getCookies().stream()
        .filter(each -> each.getName().equals("XSRF-TOKEN"))
        .toList()
        .forEach(each -> cookies.getCookieStore().remove(null, each));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(site.resolve(path)).timeout(TIMEOUT);
    cookies.getCookieStore().getCookies().stream()
        .filter(each -> each.getName().equals("XSRF-TOKEN"))
        .map(HttpCookie::getValue)
        .forEach(token -> request.setHeader("X-XSRF-TOKEN", token));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
