package io.skipruntime.engine.source;

import io.skipruntime.engine.graph.Transaction;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An intake of what a source delivers: all of it in one turn, and in one transaction. */
public interface Intake {

  /** The effect of an intake. */
  enum Effect {
    /** No transaction. */
    NONE,
    /** A transaction that changes no contents. */
    NOTE,
    /** A transaction that makes a tick. */
    TICK
  }

  /** Takes in what is delivered, while no transaction is open. Called once. */
  Effect begin();

  /** Does what is to be done in the transaction, each time that it is tried. */
  void apply(Transaction transaction);

  /**
   * Is told the outcome, while no transaction is open.
   *
   * @param failure why the transaction failed; null if it did not, or there was none
   * @param shown completes when the transaction is shown; null if it is, has failed, or there was
   *     none
   * @return completes when the outcome can be seen, and all that was told before
   */
  CompletionStage<Void> end(@Nullable Throwable failure, @Nullable CompletionStage<Void> shown);
}
