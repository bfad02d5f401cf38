package io.skipruntime.engine.graph;

import io.skipruntime.ComputationException;
import io.skipruntime.SkipException;
import io.skipruntime.WiringException;
import io.skipruntime.engine.heap.ValueList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one node's function: what connects the collections that the function holds with the
 * transaction it runs in, and records what it reads and creates.
 *
 * <ul>
 *   <li>Runs nest only where a lazy computation asks for another entry of itself; the innermost is
 *       the current one.
 *   <li>Between runs there is none, and every use of a collection is refused.
 * </ul>
 *
 * <p>Each node binds its function's collections to its own evaluation, so that no state hangs on a
 * thread.
 */
public final class Evaluation {

  /** The access to collections that functions have. */
  private enum Access {
    /** Ask for new ones. */
    DESCRIBE,
    /** Look up entries. */
    READ,
    /** The same, and ask for entries that are computed then. */
    LOOK_UP,
    /** All of that. */
    ALL
  }

  private final Object owner;
  private final @Nullable Node node;
  private final Access access;
  private final List<String> mistakes = new ArrayList<>();
  private @Nullable Run current;

  /**
   * For a node whose function may read and create collections.
   *
   * @param owner the node
   */
  public Evaluation(Node owner) {
    this(owner, owner, Access.ALL);
  }

  private Evaluation(Object owner, @Nullable Node node, Access access) {
    this.owner = owner;
    this.node = node;
    this.access = access;
  }

  /**
   * For functions that describe collections without reading them.
   *
   * @param owner what messages are to name
   */
  public static Evaluation describing(Object owner) {
    return new Evaluation(owner, null, Access.DESCRIBE);
  }

  /**
   * For functions outside of the graph, on the transaction's thread, that look up entries of any
   * collection and create none.
   *
   * @param owner what messages are to name
   */
  public static Evaluation lookingUp(Object owner) {
    return new Evaluation(owner, null, Access.LOOK_UP);
  }

  /**
   * One beside this, for functions of the same node that only look up entries of eager collections,
   * so that they may run beside the transaction's thread. A run that wants more is refused ({@link
   * Run#isRefused}).
   */
  public Evaluation forReading() {
    return new Evaluation(owner, node, Access.READ);
  }

  /** What messages are to name. */
  public Object owner() {
    return owner;
  }

  /** Tells that the function is about to run for a source entry, on the transaction's thread. */
  public void ran(Object key, Transaction transaction) {
    if (node != null) {
      transaction.runs(node, key);
      transaction.graph().events().ran(node, key);
      transaction.step();
    }
  }

  /** Notes that the function runs for several source entries at the same time. */
  public void runsForSeveral(Transaction transaction) {
    if (node != null) {
      transaction.runs(node, null);
    }
  }

  /** What a failure of the function becomes: an exception that names its owner and the key. */
  public RuntimeException failure(Object atKey, Throwable cause) {
    return Node.failure(owner.toString(), atKey, cause);
  }

  /**
   * Takes the mistakes of a function that describes collections, which then goes on, so that all
   * are reported together.
   *
   * @throws WiringException if the function does not describe but compute
   */
  public void report(WiringException wrong) {
    if (access != Access.DESCRIBE) {
      throw wrong;
    }
    mistakes.addAll(wrong.problems());
  }

  /** What was reported. */
  public List<String> mistakes() {
    return List.copyOf(mistakes);
  }

  /**
   * Starts a run.
   *
   * @param readsBefore what the same source entry read the last time
   */
  public Run begin(Transaction transaction, Object[] readsBefore) {
    Run run = new Run(transaction, readsBefore, current);
    current = run;
    return run;
  }

  /** Starts a run that reads what there was at a moment, and can do nothing else. */
  public Run beginAt(Moment moment) {
    Run run = new RunAtMoment(moment, current);
    current = run;
    return run;
  }

  /** Ends the current run. */
  public void end(Run run) {
    current = run.outer;
  }

  /**
   * The run in progress.
   *
   * @throws SkipException if there is none, or another thread's
   */
  public Run current() {
    Run run = current;
    if (run == null || run.thread != Thread.currentThread()) {
      throw new SkipException(
          "a collection of "
              + owner
              + " was used outside of the function that it was given to; give each function the"
              + " collections it needs as components or captured variables, and use them only on"
              + " the thread that runs it");
    }
    return run;
  }

  /**
   * One application of the function to one source entry, or several one after the other.
   *
   * <ul>
   *   <li>The first {@code same} elements of {@code readsBefore} were read again. As long as
   *       nothing else was read, {@code count} is negative; else {@code reads} has so many
   *       elements.
   * </ul>
   */
  public class Run {
    private final @Nullable Transaction transaction;
    private final Thread thread = Thread.currentThread();
    private final @Nullable Run outer;
    private @Nullable Object source;
    private Object[] readsBefore;
    private int same;
    private Object[] reads = TrackedReads.NONE;
    private int count = -1;
    private boolean transacting;
    private List<Node> created = List.of();

    private Run(@Nullable Transaction transaction, Object[] readsBefore, @Nullable Run outer) {
      this.transaction = transaction;
      this.readsBefore = readsBefore;
      this.outer = outer;
    }

    /** Goes on with another source entry, which read {@code entryReadsBefore} the last time. */
    public void next(Object entry, Object[] entryReadsBefore) {
      source = entry;
      readsBefore = entryReadsBefore;
      same = 0;
      count = -1;
      transacting = false;
      created = List.of();
    }

    /** The key of the source entry; null if the function is none that is given entries. */
    public @Nullable Object source() {
      return source;
    }

    /** The transaction that the run is part of: what it needs to do more than read. */
    public Transaction transaction() {
      transacting = true;
      if (access == Access.READ) {
        throw new RefusedException();
      }
      return Objects.requireNonNull(transaction, "a run at a moment has none, and refuses");
    }

    /**
     * As {@link #transaction}, to create a collection.
     *
     * @throws SkipException if the function may not
     */
    public Transaction creatingTransaction() {
      if (access == Access.LOOK_UP) {
        throw new SkipException(
            owner
                + " looks up entries and cannot make collections; make them in createGraph, and"
                + " share them");
      }
      return transaction();
    }

    /**
     * Whether the run asked for more than it may do. Whatever it made of the exception it got, what
     * it gave does not count.
     */
    public boolean isRefused() {
      return transacting && access == Access.READ;
    }

    /** Whether the run did more than look up entries of eager collections. */
    public boolean isTransacting() {
      return transacting;
    }

    /** The moment that the run reads of; null if it is part of a transaction. */
    public @Nullable Moment moment() {
      return null;
    }

    /** The values of a key, or null; the read is recorded. */
    public @Nullable ValueList read(CollectionNode collection, Object key) {
      record(collection, key);
      return collection.lookUp(key);
    }

    /** The number of keys; the read is recorded. */
    public int readSize(CollectionNode collection) {
      record(collection, WholeCollection.SIZE);
      return collection.contents().size();
    }

    /**
     * Records that the run depends on a key of {@code read}.
     *
     * @throws ComputationException if {@code read} has failed
     */
    public void record(Node read, Object key) {
      if (access == Access.DESCRIBE) {
        throw new SkipException(
            "createGraph describes collections and cannot read them; read "
                + read.describe()
                + " in a mapper or in a resource's instantiate");
      }
      if (count < 0 && matchesBefore(read, key)) {
        same += 2;
      } else {
        append(read, key);
      }
      ComputationException failure = read.failure();
      if (failure != null) {
        throw failure;
      }
    }

    private boolean matchesBefore(Node read, Object key) {
      return same < readsBefore.length
          && readsBefore[same] == read
          && readsBefore[same + 1].equals(key);
    }

    private void append(Node read, Object key) {
      if (count < 0) {
        reads = Arrays.copyOf(readsBefore, same + 8);
        count = same;
      } else if (count == reads.length) {
        reads = Arrays.copyOf(reads, count * 2);
      }
      reads[count++] = read;
      reads[count++] = key;
    }

    /** What the run read: the very array it was started with if that is still right. */
    public Object[] reads() {
      if (count >= 0) {
        return Arrays.copyOf(reads, count);
      }
      return same == readsBefore.length ? readsBefore : Arrays.copyOf(readsBefore, same);
    }

    /** Keeps a node that the run asked for alive until the source entry runs again. */
    public void hold(Node held) {
      if (created.isEmpty()) {
        created = new ArrayList<>(2);
      }
      created.add(held);
    }

    /** The nodes the run asked for; empty for nearly all. */
    public List<Node> held() {
      return created.isEmpty() ? List.of() : List.copyOf(created);
    }
  }

  /**
   * A run outside of transactions, for inspection. As long as there has been none, the methods that
   * it overrides are as fast as final ones.
   */
  private final class RunAtMoment extends Run {
    private final Moment moment;
    private boolean isRefused;

    private RunAtMoment(Moment moment, @Nullable Run outer) {
      super(null, TrackedReads.NONE, outer);
      this.moment = moment;
    }

    @Override
    public Transaction transaction() {
      isRefused = true;
      throw new RefusedException();
    }

    @Override
    public boolean isRefused() {
      return isRefused;
    }

    @Override
    public Moment moment() {
      return moment;
    }

    @Override
    public @Nullable ValueList read(CollectionNode collection, Object key) {
      requireKnown(collection);
      record(collection, key);
      return collection.contentsAt(moment).get(key);
    }

    @Override
    public int readSize(CollectionNode collection) {
      requireKnown(collection);
      record(collection, WholeCollection.SIZE);
      return collection.contentsAt(moment).size();
    }

    private void requireKnown(CollectionNode collection) {
      if (!collection.isKnownAt(moment)) {
        isRefused = true;
        throw new RefusedException();
      }
    }
  }

  /** An exception that ends a run which asks for more than it may do. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException() {
      super("not possible beside the transaction's thread", null, false, false);
    }
  }
}
