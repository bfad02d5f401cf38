package io.skipruntime.journal;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.nio.file.Path;

/**
 * A process whose callers each deposit 1 again and again, the n-th time under the key n, and print
 * {@code CALLER N RESULT}. It goes on until it is killed. Each caller begins with the deposit that
 * follows the last one of which the answer was read: so it asks again for one that the process
 * before may have carried out, or not.
 */
final class KilledCommands {

  private KilledCommands() {}

  /** Takes the directory, and for each caller the number of the last answer that was read. */
  public static void main(String[] arguments) {
    ServiceInstance service =
        ServiceInstance.start(
            new AccountsService(),
            EngineOptions.defaults()
                .withPersistence(Persistence.in(Path.of(arguments[0])).withSnapshotBytes(20_000)));
    System.out.println("started");
    for (int caller = 1; caller < arguments.length; caller++) {
      String account = "caller" + (caller - 1);
      long answered = Long.parseLong(arguments[caller]);
      Thread.ofPlatform().start(() -> deposit(service, account, answered));
    }
  }

  private static void deposit(ServiceInstance service, String account, long answered) {
    for (long number = answered + 1; ; number++) {
      Json result =
          service
              .commands()
              .run("deposit", new AccountsService.Deposit(account, 1), account + "/" + number)
              .result();
      System.out.println(account + " " + number + " " + result);
      KilledWriters.endUnlessRead(System.out);
    }
  }
}
