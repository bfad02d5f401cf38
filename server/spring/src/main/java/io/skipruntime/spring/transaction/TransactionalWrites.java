package io.skipruntime.spring.transaction;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.spring.service.InputWrites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes that join the transaction of their thread: they are collected, and made in one commit
 * after the database has committed. Without a transaction they are made at once. Thread-safe.
 */
public final class TransactionalWrites implements InputWrites {

  private static final System.Logger LOGGER = System.getLogger(TransactionalWrites.class.getName());

  private final ServiceInstance service;
  private final CommitOrder order = new CommitOrder();

  /** Writes to a service. */
  public TransactionalWrites(ServiceInstance service) {
    this.service = service;
  }

  @Override
  public Optional<Watermark> write(List<Write> writes) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()
        || !TransactionSynchronizationManager.isActualTransactionActive()) {
      return Optional.of(InputWrites.commit(service, writes));
    }
    writes.forEach(each -> service.check(each.input(), each.entries()));
    Collected collected = (Collected) TransactionSynchronizationManager.getResource(this);
    if (collected != null && collected.isMade) {
      return Optional.of(InputWrites.commit(service, writes));
    }
    if (collected == null) {
      collected = new Collected();
      TransactionSynchronizationManager.bindResource(this, collected);
      TransactionSynchronizationManager.registerSynchronization(collected);
    }
    collected.writes.addAll(writes);
    return Optional.empty();
  }

  /** The writes of one transaction, which one thread has at a time. */
  private final class Collected implements TransactionSynchronization {

    private final List<Write> writes = new ArrayList<>();
    private final Map<Object, Integer> sizes = new HashMap<>();
    private CommitOrder.@Nullable Ticket ticket;
    private boolean isMade;

    /** Last, so that what others write before the commit is part of it. */
    @Override
    public int getOrder() {
      return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResource(TransactionalWrites.this);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(TransactionalWrites.this, this);
    }

    @Override
    public void savepoint(Object savepoint) {
      sizes.put(savepoint, writes.size());
    }

    /** Drops what was written since the savepoint; all, if it is older than the first write. */
    @Override
    public void savepointRollback(Object savepoint) {
      writes.subList(sizes.getOrDefault(savepoint, 0), writes.size()).clear();
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      ticket = order.take();
    }

    @Override
    public void afterCommit() {
      isMade = true;
      CommitOrder.Ticket taken = ticket == null ? order.take() : ticket;
      ticket = null;
      order.run(taken, this::commit);
    }

    private void commit() {
      if (!writes.isEmpty()) {
        InputWrites.commit(service, writes);
      }
    }

    @Override
    public void afterCompletion(int status) {
      if (ticket != null) {
        order.end(ticket);
        ticket = null;
      }
      TransactionSynchronizationManager.unbindResourceIfPossible(TransactionalWrites.this);
      if (status == STATUS_COMMITTED && !isMade) {
        afterCommit(); // what was first written by another synchronization after the commit
      }
      if (status == STATUS_UNKNOWN) {
        LOGGER.log(
            System.Logger.Level.ERROR,
            "it is not known whether a transaction was committed; its writes to {0} inputs of the"
                + " service are dropped",
            writes.size());
      }
    }
  }
}
