package io.skipruntime.json;

import java.util.Comparator;
import java.util.List;

/**
 * The order of supported Java values of any classes by the JSON that they are written as.
 *
 * <p>Values that are the same JSON compare as equal: a Long 1, a Double 1.0 and {@code Json.of(1)}
 * do, as do a UUID and its string. The texts of dates and times are of one width, so that they are
 * in the order of these. Safe for use by several threads; comparing a value of an unsupported
 * class, NaN or an infinity throws {@link IllegalArgumentException}.
 */
public final class CanonicalOrder implements Comparator<Object> {

  /** The only instance. */
  public static final CanonicalOrder INSTANCE = new CanonicalOrder();

  private CanonicalOrder() {}

  @Override
  public int compare(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof String x && b instanceof String y) {
      return CodePointOrder.compare(x, y);
    }
    if (a instanceof Integer x && b instanceof Integer y) {
      return Integer.compare(x, y);
    }
    if (a.getClass() == b.getClass()) {
      return Form.of(a).compare(a, b);
    }
    return compareByKind(Form.of(a), a, Form.of(b), b);
  }

  /** Whether values of the same class as this one have an order. */
  public static boolean supports(Object value) {
    return Form.supports(value.getClass());
  }

  static int compareByKind(Form formA, Object a, Form formB, Object b) {
    JsonKind kind = formA.kind(a);
    int kinds = kind.compareTo(formB.kind(b));
    if (kinds != 0) {
      return kinds;
    }
    return switch (kind) {
      case NULL -> 0;
      case BOOLEAN -> Boolean.compare(formA.truth(a), formB.truth(b));
      case NUMBER -> Numbers.compare(formA.number(a), formB.number(b));
      case STRING -> CodePointOrder.compare(formA.text(a), formB.text(b));
      case ARRAY -> compareElements(formA.elements(a), formB.elements(b));
      case OBJECT ->
          compareMembers(formA.names(a), formA.values(a), formB.names(b), formB.values(b));
    };
  }

  private static int compareElements(List<?> a, List<?> b) {
    int length = Math.min(a.size(), b.size());
    for (int i = 0; i < length; i++) {
      int order = INSTANCE.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int compareMembers(
      String[] namesA, Object[] valuesA, String[] namesB, Object[] valuesB) {
    int length = Math.min(namesA.length, namesB.length);
    for (int i = 0; i < length; i++) {
      int order = CodePointOrder.compare(namesA[i], namesB[i]);
      if (order == 0) {
        order = INSTANCE.compare(valuesA[i], valuesB[i]);
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(namesA.length, namesB.length);
  }
}
