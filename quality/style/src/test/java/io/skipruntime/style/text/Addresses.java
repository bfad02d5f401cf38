package io.skipruntime.style.text;

import static java.util.stream.Collectors.toSet;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bans addresses of hosts that are not in {@code allowed-hosts.txt}: each is a dependency on
 * whoever runs that host. A host that is only known at run time ({@code http://%s}, {@code
 * http://$host}) is none.
 */
public final class Addresses implements Check {

  private static final Pattern ADDRESS =
      Pattern.compile("https?://(?:[\\w.-]+@)?(\\[[0-9a-fA-F:]+\\]|[\\w-]+(?:\\.[\\w-]+)*)");

  private final Set<String> allowed = allowedHosts();

  @Override
  public String rule() {
    return "addresses name no host but those in allowed-hosts.txt";
  }

  @Override
  public List<Violation> violations(Project project) {
    return Occurrences.of(ADDRESS, project)
        .filter(found -> !isAllowed(host(found.text())))
        .map(found -> new Violation(found.path(), "line " + found.line() + ": " + found.text()))
        .toList();
  }

  private static String host(String address) {
    Matcher matcher = ADDRESS.matcher(address);
    return matcher.matches() ? matcher.group(1) : address;
  }

  /** Whether the list has the host itself or, as {@code *.domain}, a domain it belongs to. */
  private boolean isAllowed(String host) {
    return allowed.contains(host)
        || allowed.stream()
            .anyMatch(entry -> entry.startsWith("*.") && host.endsWith(entry.substring(1)));
  }

  private static Set<String> allowedHosts() {
    try (InputStream in =
        Objects.requireNonNull(Addresses.class.getResourceAsStream("/allowed-hosts.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
