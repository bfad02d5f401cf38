package io.skipruntime.server.request;

import java.util.List;
import java.util.Locale;

/**
 * What the headers {@code Content-Type} and {@code Accept} say (RFC 9110, sections 8.3 and 12.5).
 */
public final class MediaTypes {

  private static final String JSON = "application/json";
  private static final List<String> EVENT_STREAM_RANGES =
      List.of("text/event-stream", "text/*", "*/*");

  private MediaTypes() {}

  /** Whether a body of the given {@code Content-Type} is JSON in UTF-8. */
  static boolean isJson(String contentType) {
    if (contentType.equals(JSON)) {
      return true;
    }
    String[] parts = parts(contentType);
    boolean json = parts[0].equals(JSON) || parts[0].endsWith("+json");
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace("\"", "");
      json &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
    }
    return json;
  }

  /** Whether the values of {@code Accept} allow an event stream; none allow everything. */
  public static boolean allowEventStream(List<String> accept) {
    return accept.isEmpty()
        || accept.stream()
            .flatMap(each -> List.of(each.split(",")).stream())
            .anyMatch(MediaTypes::allowsEventStream);
  }

  private static boolean allowsEventStream(String range) {
    String[] parts = parts(range);
    boolean allowed = EVENT_STREAM_RANGES.contains(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      allowed &= !parts[i].matches("q=0(\\.0*)?");
    }
    return allowed;
  }

  private static String[] parts(String header) {
    return header.toLowerCase(Locale.ROOT).replaceAll("\\s", "").split(";", -1);
  }
}
