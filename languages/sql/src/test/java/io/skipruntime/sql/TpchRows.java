package io.skipruntime.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The rows of TPC-H, which a seed decides: keys, domains and relations between cells are those of
 * the specification. Of each domain, the values that the queries ask for are more frequent than
 * there, so that queries have results although there are few rows.
 */
final class TpchRows {

  private static final List<String> REGIONS =
      List.of("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST");
  private static final List<String> NATIONS =
      List.of(
          "ALGERIA 0",
          "ARGENTINA 1",
          "BRAZIL 1",
          "CANADA 1",
          "EGYPT 4",
          "ETHIOPIA 0",
          "FRANCE 3",
          "GERMANY 3",
          "INDIA 2",
          "INDONESIA 2",
          "IRAN 4",
          "IRAQ 4",
          "JAPAN 2",
          "JORDAN 4",
          "KENYA 0",
          "MOROCCO 0",
          "MOZAMBIQUE 0",
          "PERU 1",
          "CHINA 2",
          "ROMANIA 3",
          "SAUDI ARABIA 4",
          "VIETNAM 2",
          "RUSSIA 3",
          "UNITED KINGDOM 3",
          "UNITED STATES 1");

  /** Brazil, Canada, France, Germany, China, Saudi Arabia. */
  private static final List<Integer> FREQUENT_NATIONS = List.of(2, 3, 6, 7, 18, 20);

  private static final List<String> COLOURS =
      List.of(
          "almond",
          "antique",
          "azure",
          "black",
          "blue",
          "chocolate",
          "forest",
          "ghost",
          "green",
          "ivory",
          "lace",
          "lemon",
          "navy",
          "pink",
          "royal",
          "salmon",
          "tan",
          "white");
  private static final List<String> TYPES =
      List.of("STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO");
  private static final List<String> TREATMENTS =
      List.of("ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED");
  private static final List<String> METALS = List.of("TIN", "NICKEL", "BRASS", "STEEL", "COPPER");
  private static final List<String> FREQUENT_TYPES =
      List.of(
          "ECONOMY ANODIZED STEEL",
          "SMALL PLATED BRASS",
          "PROMO BURNISHED BRASS",
          "MEDIUM POLISHED TIN");
  private static final List<String> SIZES = List.of("SM", "LG", "MED", "JUMBO", "WRAP");
  private static final List<String> CONTAINERS =
      List.of("CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM");
  private static final List<String> SEGMENTS =
      List.of("AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD");
  private static final List<String> PRIORITIES =
      List.of("1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW");
  private static final List<String> INSTRUCTIONS =
      List.of("DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN");
  private static final List<String> MODES =
      List.of("REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB");
  private static final List<String> WORDS =
      List.of(
          "special",
          "pending",
          "requests",
          "Customer",
          "packages",
          "Complaints",
          "deposits",
          "furiously",
          "carefully",
          "accounts");

  private static final LocalDate START = LocalDate.of(1992, 1, 1);
  private static final LocalDate LAST_ORDER = LocalDate.of(1998, 8, 2);
  private static final LocalDate CURRENT = LocalDate.of(1995, 6, 17);
  private static final int LINES = 7;

  private final Random random;
  private final int suppliers;
  private final int parts;
  private final int customers;

  /**
   * A row of a table.
   *
   * @param table its name
   * @param cells the values of all columns, those of the key first
   */
  record Row(String table, List<Object> cells) {
    Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * Rows of a seed.
   *
   * @param scale how often 10 suppliers, 40 parts and 30 customers there are
   */
  TpchRows(int scale, long seed) {
    random = new Random(seed);
    suppliers = 10 * scale;
    parts = 40 * scale;
    customers = 30 * scale;
  }

  private static Row row(String table, Object... cells) {
    return new Row(table, List.of(cells));
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private long between(int least, int most) {
    return random.nextLong(least, most + 1L);
  }

  private BigDecimal hundredths(int least, int most) {
    return BigDecimal.valueOf(between(least, most), 2);
  }

  private String comment() {
    return one(WORDS) + " " + one(WORDS) + " " + one(WORDS);
  }

  private int nation() {
    return random.nextBoolean() ? one(FREQUENT_NATIONS) : random.nextInt(NATIONS.size());
  }

  private String phone(int nation) {
    return "%d-%d-%d-%d"
        .formatted(nation + 10, between(100, 999), between(100, 999), between(1000, 9999));
  }

  /** The rows of all tables except for orders and their lines. */
  List<Row> base() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < REGIONS.size(); i++) {
      rows.add(row("region", (long) i, REGIONS.get(i), comment()));
    }
    for (int i = 0; i < NATIONS.size(); i++) {
      String nation = NATIONS.get(i);
      int end = nation.lastIndexOf(' ');
      long region = Long.parseLong(nation.substring(end + 1));
      rows.add(row("nation", (long) i, nation.substring(0, end), region, comment()));
    }
    for (int key = 1; key <= suppliers; key++) {
      int nation = FREQUENT_NATIONS.get(key % FREQUENT_NATIONS.size());
      rows.add(
          row(
              "supplier",
              (long) key,
              "Supplier#%09d".formatted(key),
              "address " + between(1, 999),
              (long) nation,
              phone(nation),
              hundredths(-99_999, 999_999),
              comment()));
    }
    for (int key = 1; key <= parts; key++) {
      addPart(key, rows);
    }
    for (int key = 1; key <= customers; key++) {
      int nation = nation();
      rows.add(
          row(
              "customer",
              (long) key,
              "Customer#%09d".formatted(key),
              "address " + between(1, 999),
              (long) nation,
              phone(nation),
              hundredths(-99_999, 999_999),
              random.nextBoolean() ? "BUILDING" : one(SEGMENTS),
              comment()));
    }
    return rows;
  }

  private void addPart(int key, List<Row> rows) {
    String brand = "Brand#%d%d".formatted(between(1, 5), between(1, 5));
    String container = one(SIZES) + " " + one(CONTAINERS);
    long size = random.nextBoolean() ? 15 : between(1, 50);
    if (random.nextBoolean()) {
      int kind = random.nextInt(3);
      brand = List.of("Brand#12", "Brand#23", "Brand#34").get(kind);
      container = List.of("SM", "MED", "LG").get(kind) + " BOX";
      size = between(1, 5);
    }
    String first = random.nextInt(3) == 0 ? "forest" : one(COLOURS);
    String last = random.nextInt(3) == 0 ? "green" : one(COLOURS);
    rows.add(
        row(
            "part",
            (long) key,
            first + " " + one(COLOURS) + " " + last,
            "Manufacturer#" + brand.charAt(6),
            brand,
            random.nextBoolean()
                ? one(FREQUENT_TYPES)
                : one(TYPES) + " " + one(TREATMENTS) + " " + one(METALS),
            size,
            container,
            price(key),
            comment()));
    for (int i = 0; i < 4; i++) {
      rows.add(
          row(
              "partsupp",
              (long) key,
              supplierOf(key, i),
              between(1, 9_999),
              hundredths(100, 100_000),
              comment()));
    }
  }

  /** One of the four suppliers of a part. */
  private long supplierOf(int part, int number) {
    return (part + number * (suppliers / 4 + (part - 1L) / suppliers % 2)) % suppliers + 1;
  }

  private static BigDecimal price(int part) {
    return BigDecimal.valueOf(90_000 + part / 10 % 20_001 + 100L * (part % 1_000), 2);
  }

  /** A new order and its lines; one customer in three has no orders. */
  List<Row> order(long key) {
    long customer = between(1, customers);
    while (customer % 3 == 0) {
      customer = between(1, customers);
    }
    LocalDate ordered =
        START.plusDays(random.nextInt((int) ChronoUnit.DAYS.between(START, LAST_ORDER)));
    boolean isLarge = random.nextInt(15) == 0;
    int count = isLarge ? LINES : (int) between(1, LINES);
    List<Row> lines = new ArrayList<>();
    BigDecimal total = BigDecimal.ZERO;
    int open = 0;
    for (int number = 1; number <= count; number++) {
      BigDecimal quantity = BigDecimal.valueOf(isLarge ? between(44, 50) : between(1, 50));
      BigDecimal discount = hundredths(0, 10);
      BigDecimal tax = hundredths(0, 8);
      int part = (int) between(1, parts);
      BigDecimal extended = price(part).multiply(quantity);
      LocalDate shipped = ordered.plusDays(between(1, 121));
      List<Object> amounts =
          List.of((long) part, supplierOf(part, random.nextInt(4)), quantity, extended);
      lines.add(line(key, number, amounts, List.of(discount, tax), ordered, shipped));
      open += shipped.isAfter(CURRENT) ? 1 : 0;
      BigDecimal reduced = extended.multiply(BigDecimal.ONE.subtract(discount));
      total = total.add(reduced.multiply(BigDecimal.ONE.add(tax)));
    }
    List<Row> rows = new ArrayList<>();
    rows.add(
        row(
            "orders",
            key,
            customer,
            open == 0 ? "F" : open == count ? "O" : "P",
            total.setScale(2, RoundingMode.HALF_UP),
            ordered,
            one(PRIORITIES),
            "Clerk#%09d".formatted(between(1, 1_000)),
            0L,
            comment()));
    rows.addAll(lines);
    return rows;
  }

  private Row line(
      long order,
      long number,
      List<Object> amounts,
      List<Object> rates,
      LocalDate ordered,
      LocalDate shipped) {
    LocalDate received = shipped.plusDays(between(1, 30));
    List<Object> cells = new ArrayList<>(List.of(order, number));
    cells.addAll(amounts);
    cells.addAll(rates);
    cells.addAll(
        List.of(
            received.isAfter(CURRENT) ? "N" : random.nextBoolean() ? "R" : "A",
            shipped.isAfter(CURRENT) ? "O" : "F",
            shipped,
            ordered.plusDays(between(30, 90)),
            received,
            random.nextBoolean() ? INSTRUCTIONS.getFirst() : one(INSTRUCTIONS),
            random.nextInt(3) == 0 ? "AIR" : one(MODES),
            comment()));
    return new Row("lineitem", cells);
  }
}
