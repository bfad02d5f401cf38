package io.skipruntime.spring.autoconfigure;

import static java.util.stream.Collectors.toCollection;

import io.skipruntime.server.options.OptionDescription;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.Setting;
import io.skipruntime.server.options.UsageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The options of the server as properties of the application: the option {@code streaming-port} is
 * the property {@code skip.streaming-port}, in any spelling that Spring Boot takes for it. The
 * properties come from the server's own table, so that there is one for each option.
 */
final class OptionProperties {

  /** What the names of all properties begin with. */
  static final String PREFIX = "skip";

  /** The options of a process, which the application is not ended or reloaded by. */
  private static final Set<String> WITHOUT_PROPERTY = Set.of("watch");

  /** The properties of the starter itself. */
  private static final Set<String> OWN = Set.of("server", "path");

  private final Binder binder;

  OptionProperties(Environment environment) {
    this.binder = Binder.get(environment);
  }

  /** The options that have a property, in the order of the server's table. */
  static List<OptionDescription> options() {
    return OptionDescription.all().stream()
        .filter(each -> !WITHOUT_PROPERTY.contains(each.name()))
        .toList();
  }

  /**
   * The options that the properties give.
   *
   * @throws UsageException that names every property with a value that is not allowed, and every
   *     one whose name is almost that of an option
   */
  ServerOptions read() {
    List<Setting> settings = new ArrayList<>();
    Set<String> known =
        OWN.stream().map(OptionProperties::uniform).collect(toCollection(HashSet::new));
    for (OptionDescription option : options()) {
      known.add(uniform(option.name()));
      value(option)
          .ifPresent(text -> settings.add(new Setting(option.name(), text, property(option))));
    }
    for (String name : names()) {
      if (!known.contains(uniform(name)) && OptionDescription.nearest(name).isPresent()) {
        settings.add(new Setting(name, "", PREFIX + "." + name));
      }
    }
    return ServerOptions.of(settings);
  }

  /** A name as it is in every spelling that Spring Boot takes for it. */
  private static String uniform(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  private static String property(OptionDescription option) {
    return PREFIX + "." + option.name();
  }

  private Optional<String> value(OptionDescription option) {
    if (option.kind() == OptionDescription.Kind.LIST) {
      BindResult<List<String>> texts = binder.bind(property(option), Bindable.listOf(String.class));
      return texts.isBound() ? Optional.of(String.join(",", texts.get())) : Optional.empty();
    }
    BindResult<String> text = binder.bind(property(option), Bindable.of(String.class));
    return text.isBound() ? Optional.of(text.get()) : Optional.empty();
  }

  /** The names after the prefix that sources which can be listed have; not those below a name. */
  private Set<String> names() {
    BindResult<Map<String, Object>> all =
        binder.bind(PREFIX, Bindable.mapOf(String.class, Object.class));
    Set<String> names = new TreeSet<>();
    if (all.isBound()) {
      all.get()
          .forEach((name, value) -> {
            if (!(value instanceof Map<?, ?>)) {
              names.add(name);
            }
          });
    }
    return names;
  }
}
