package io.skipruntime.journal;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ForbiddenException;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;

/** Accounts, which a command changes: what runs twice is seen in the balance. */
record AccountsService() implements SkipService<AccountsService.Inputs, AccountsService.Inputs> {

  /** An account for which the command is forbidden. */
  static final String CLOSED = "closed";

  record Inputs(EagerCollection<String, Long> accounts) {}

  /** Adds to an account and gives the balance after; refuses to overdraw. */
  record Deposit(String account, long amount) implements Command<Inputs, Inputs, Long> {
    @Override
    public Long run(Inputs inputs, Inputs shared, CommandContext context) {
      if (account.equals(CLOSED)) {
        throw new ForbiddenException("the account is closed");
      }
      long balance = inputs.accounts().getUnique(account, 0L) + amount;
      if (balance < 0) {
        throw CommandRefusedException.conflict("the account has " + (balance - amount));
      }
      context.put(inputs.accounts(), account, balance);
      return balance;
    }
  }

  record All() implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Long> instantiate(Inputs in, Context context) {
      return in.accounts();
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.of("accounts", All.class);
  }

  @Override
  public Commands<Inputs, Inputs> commands() {
    return Commands.of("deposit", Deposit.class);
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return in;
  }
}
