package io.skipruntime.spring.table;

import io.skipruntime.DeclaredTypes;
import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.spring.SkipTable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An input of a service that is a table.
 *
 * @param name the name of the input
 * @param table the name of the table, with its schema if it is given
 * @param watermark the column that grows; empty if there is none
 * @param keys the type of the keys
 * @param values the type of the rows
 */
record TableInput(String name, String table, String watermark, Class<?> keys, Class<?> values) {

  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

  /**
   * The inputs of a service that are tables, in the order of the inputs record.
   *
   * @throws WiringException that names those whose table or types cannot be used
   */
  static List<TableInput> of(SkipService<?, ?> service) {
    List<String> problems = new ArrayList<>();
    List<TableInput> tables = new ArrayList<>();
    DeclaredTypes.of(service)
        .inputs()
        .ifPresent(type -> {
          for (RecordComponent component : type.getRecordComponents()) {
            SkipTable table = component.getAnnotation(SkipTable.class);
            if (table != null) {
              add(type.getSimpleName(), component, table, tables, problems);
            }
          }
        });
    if (!problems.isEmpty()) {
      throw new WiringException(problems);
    }
    return tables;
  }

  private static void add(
      String record,
      RecordComponent component,
      SkipTable annotation,
      List<TableInput> tables,
      List<String> problems) {
    String place = "@SkipTable on " + record + "." + component.getName() + ": ";
    String table =
        annotation.value().isEmpty() ? separated(component.getName()) : annotation.value();
    if (!table.matches("(" + NAME + "[.])?" + NAME)) {
      problems.add(place + "\"" + table + "\" is not the name of a table, such as public.bids");
    }
    Type[] types =
        component.getGenericType() instanceof ParameterizedType collection
            ? collection.getActualTypeArguments()
            : new Type[0];
    if (types.length == 2
        && types[0] instanceof Class<?> keys
        && types[1] instanceof Class<?> values) {
      tables.add(new TableInput(component.getName(), table, annotation.watermark(), keys, values));
    } else {
      problems.add(place + "keys and rows must be of classes without type arguments");
    }
  }

  private static String separated(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
