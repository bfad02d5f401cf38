package io.skipruntime.sql;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Principal;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.Optional;

/** Payments of which a user sees some, customers of whom each sees itself, and a secret table. */
final class Ledger implements SkipService<Ledger.In, Ledger.Shared> {

  record Payment(String customer, long amount) {}

  record Customer(String name, String note) {}

  record In(
      EagerCollection<Long, Payment> payments,
      EagerCollection<String, Customer> customers,
      EagerCollection<Long, String> secrets) {}

  record Shared(
      @RowPolicy(
              "customer = CURRENT_USER OR has_claim('roles', 'clerk') AND amount <"
                  + " claim('most')::bigint")
          EagerCollection<Long, Payment> payments,
      @RowPolicy("key = CURRENT_USER") EagerCollection<String, Customer> customers,
      EagerCollection<Long, String> secrets) {}

  /** The payments of a user. */
  record Mine(Principal user) implements SqlResource<Shared> {
    @Override
    public String query() {
      return "SELECT key, amount, CURRENT_USER AS who FROM payments";
    }
  }

  /** The payments that a client may see that is perhaps nobody. */
  record Anybodys(Optional<Principal> user) implements SqlResource<Shared> {
    @Override
    public String query() {
      return "SELECT p.key FROM payments p JOIN secrets s ON s.key = p.key";
    }
  }

  /** A resource that lacks the user whom it needs. */
  record Nobodys(long least) implements SqlResource<Shared> {
    @Override
    public String query() {
      return "SELECT key FROM payments WHERE amount >= :least";
    }
  }

  @Override
  public InitialData initialData() {
    return InitialData.of(
            "payments",
            Entry.of(1L, new Payment("ann", 10)),
            Entry.of(2L, new Payment("bob", 0)),
            Entry.of(3L, new Payment("bob", 500)),
            Entry.of(5L, new Payment("ann", 20)))
        .with(
            "customers",
            Entry.of("ann", new Customer("Ann", "pays")),
            Entry.of("bob", new Customer("Bob", "hidden note")))
        .with("secrets", Entry.of(1L, "hidden text"));
  }

  @Override
  public Resources<Shared> resources() {
    return LiveQuery.offeredBy(
        Resources.<Shared>empty()
            .and("mine", Mine.class)
            .and("anybodys", Anybodys.class)
            .and("nobodys", Nobodys.class));
  }

  @Override
  public Shared createGraph(In in, Context context) {
    return new Shared(in.payments(), in.customers(), in.secrets());
  }
}
