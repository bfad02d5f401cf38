package io.skipruntime.cluster.shard;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * Accounts whose balances come to 0 at every tick, since each write moves an amount. A balance of
 * {@link #FORBIDDEN} or its opposite is rejected.
 */
public final class BankService implements SkipService<BankService.Inputs, BankService.Shared> {

  /** A balance that no account may have. */
  public static final long FORBIDDEN = -13;

  /** How many accounts there are; an even account and the next one belong together. */
  static final int ACCOUNTS = 64;

  /** The inputs. */
  public record Inputs(EagerCollection<Long, Long> accounts) {}

  /** What is shared: the balances, and the sum of all under the key 0. */
  public record Shared(EagerCollection<Long, Long> balances, EagerCollection<Long, Long> totals) {}

  private record Allowed() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long account, Values<Long> balances, Emitter<Long, Long> out) {
      long balance = balances.getUnique();
      if (balance == FORBIDDEN) {
        throw new SkipException("no account has " + balance);
      }
      out.emit(account, balance);
    }
  }

  private record Together() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long account, Values<Long> balances, Emitter<Long, Long> out) {
      balances.forEach(balance -> out.emit(0L, balance));
    }
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<Long, Long> balances = in.accounts().map(new Allowed());
    return new Shared(balances, balances.mapReduce(new Together(), Reducers.sum()));
  }

  @Override
  public InitialData initialData() {
    List<Entry<Long, Long>> all = new ArrayList<>();
    for (long account = 0; account < ACCOUNTS; account++) {
      all.add(Entry.of(account, 0L));
    }
    return InitialData.of("accounts", all.toArray(new Entry<?, ?>[0]));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("balances", (shared, context) -> shared.balances())
        .and("totals", (shared, context) -> shared.totals())
        .and(
            "sums",
            (shared, context) -> shared.balances().mapReduce(new Together(), Reducers.sum()));
  }
}
