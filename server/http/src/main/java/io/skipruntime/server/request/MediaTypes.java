package io.skipruntime.server.request;

import java.util.List;

/**
 * The meaning of the headers {@code Content-Type} and {@code Accept} (RFC 9110, sections 8.3 and
 * 12.5).
 */
public final class MediaTypes {

  private static final String JSON = "application/json";
  private static final List<String> EVENT_STREAM_RANGES =
      List.of("text/event-stream", "text/*", "*/*");
  private static final List<String> HTML_RANGES = List.of("text/html");

  /** More than any of those with some spaces. */
  private static final int LONGEST_RANGE = 100;

  private MediaTypes() {}

  /** Whether a body of the given {@code Content-Type} is JSON in UTF-8. */
  public static boolean isJson(String contentType) {
    if (contentType.equals(JSON)) {
      return true;
    }
    int end = end(contentType, 0, contentType.length(), ';');
    String type = word(contentType, 0, end);
    boolean json = type.equals(JSON) || type.endsWith("+json");
    for (int start = end + 1; json && start <= contentType.length(); start = end + 1) {
      end = end(contentType, start, contentType.length(), ';');
      String parameter = word(contentType, start, end).replace("\"", "");
      json = !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
    }
    return json;
  }

  /** Whether the values of {@code Accept} allow an event stream; none allow everything. */
  public static boolean allowEventStream(List<String> accept) {
    return accept.isEmpty()
        || accept.stream().anyMatch(header -> allows(header, EVENT_STREAM_RANGES));
  }

  /** Whether the values of {@code Accept} name HTML, as those of browsers do. */
  public static boolean askForHtml(List<String> accept) {
    return accept.stream().anyMatch(header -> allows(header, HTML_RANGES));
  }

  /** Looks at each character of a header once or twice, however many ranges it has. */
  private static boolean allows(String header, List<String> ranges) {
    int end;
    for (int start = 0; start <= header.length(); start = end + 1) {
      end = end(header, start, header.length(), ',');
      if (allows(header, start, end, ranges)) {
        return true;
      }
    }
    return false;
  }

  private static boolean allows(String header, int from, int to, List<String> ranges) {
    int end = end(header, from, to, ';');
    if (end - from > LONGEST_RANGE || !ranges.contains(word(header, from, end))) {
      return false;
    }
    for (int start = end + 1; start <= to; start = end + 1) {
      end = end(header, start, to, ';');
      if (isNoWeight(word(header, start, end))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNoWeight(String parameter) {
    return parameter.equals("q=0")
        || (parameter.startsWith("q=0.")
            && parameter.chars().skip("q=0.".length()).allMatch(each -> each == '0'));
  }

  /** Where a part ends: at the next separator, or where all ends. */
  private static int end(String text, int from, int to, char separator) {
    int at = text.indexOf(separator, from, to); // bounded, or each range would look at the rest
    return at < 0 ? to : at;
  }

  /** A part in lower case, without any white space. */
  private static String word(String text, int from, int to) {
    StringBuilder word = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        word.append(Character.toLowerCase(text.charAt(i)));
      }
    }
    return word.toString();
  }
}
