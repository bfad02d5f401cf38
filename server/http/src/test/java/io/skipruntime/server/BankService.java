package io.skipruntime.server;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;

/**
 * Accounts and transfers between them, each of which is an entry in {@code debits} and one under
 * the same key in {@code credits}. What is written to both at once leaves the sum over all accounts
 * at 0.
 */
public final class BankService implements SkipService<BankService.Inputs, BankService.Shared> {

  /** Transfers of this amount are refused. */
  static final long REFUSED = 13;

  /** A side of a transfer. */
  record Booking(long account, long amount) {}

  record Inputs(
      EagerCollection<String, Booking> debits, EagerCollection<String, Booking> credits) {}

  record Shared(Inputs inputs, EagerCollection<Long, Long> accounts) {}

  /** What a side of a transfer adds to its account. */
  record ByAccount(long factor, long branch) implements Mapper<String, Booking, Long, Long> {
    @Override
    public void mapEntry(String transfer, Values<Booking> bookings, Emitter<Long, Long> out) {
      for (Booking booking : bookings) {
        if (booking.amount() == REFUSED && factor > 0) {
          throw new IllegalStateException("an unlucky amount");
        }
        out.emit(booking.account() + branch, factor * booking.amount());
      }
    }
  }

  record ToTotal() implements Mapper<Long, Long, String, Long> {
    @Override
    public void mapEntry(Long account, Values<Long> balances, Emitter<String, Long> out) {
      out.emit("total", balances.getUnique());
    }
  }

  private static EagerCollection<Long, Long> accounts(Inputs in, long branch) {
    return in.debits()
        .map(new ByAccount(-1, branch))
        .merge(in.credits().map(new ByAccount(1, branch)))
        .reduce(Reducers.<Long>sum());
  }

  /** The accounts, computed for one branch alone, under keys that begin with the given one. */
  record Branch(long first) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return BankService.accounts(shared.inputs(), first);
    }
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("accounts", (shared, context) -> shared.accounts())
        .and(
            "total",
            (shared, context) -> shared.accounts().mapReduce(new ToTotal(), Reducers.<Long>sum()))
        .and("credits", (shared, context) -> shared.inputs().credits())
        .and("branch", Branch.class);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(in, accounts(in, 0));
  }
}
