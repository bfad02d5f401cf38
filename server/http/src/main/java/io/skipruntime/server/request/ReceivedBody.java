package io.skipruntime.server.request;

import io.skipruntime.server.host.ByteBudget;

/**
 * The body of a request, and its share of a budget.
 *
 * @param bytes the body; not changed any more
 * @param budget what {@code taken} is given back to
 * @param taken how many bytes are taken of the budget
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ReceivedBody(byte[] bytes, ByteBudget budget, long taken) {

  /** Gives back what it holds; called once, when the body is needed no more. */
  public void release() {
    budget.giveBack(taken);
  }
}
