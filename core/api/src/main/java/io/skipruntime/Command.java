package io.skipruntime;

/**
 * A function of a service that reads one version and writes the next: what a client asks for whose
 * effect depends on what is there, such as a bid that must beat the highest. A command is a record
 * (its components are its parameters) or a lambda, and captures only immutable values.
 *
 * <ul>
 *   <li>Commands and writes are carried out one after the other. All reads of a run see the version
 *       before it; the run does not see what it has written itself.
 *   <li>What a run writes becomes visible in one commit, together with all that is computed from
 *       it; or nothing does, if the command throws, if a function of the graph fails, or if the
 *       write cannot be recorded.
 *   <li>A run may be given up and begun again, when it needs data of an external source that is not
 *       there yet. So a command has no effect but its writes: it sends no mail and calls no other
 *       service. It may take fresh keys or random numbers, since a journal records its writes and
 *       not its runs.
 *   <li>All other writes wait while a command runs. It looks up what it needs and returns.
 * </ul>
 *
 * <p>It refuses with {@link CommandRefusedException}, whose reason is meant for the client, or with
 * {@link ForbiddenException}, whose message is meant for operators. Anything else that it throws is
 * a failure of the service.
 *
 * <p>A component of the parameters' record that is a {@link Principal}, or {@code
 * Optional<Principal>}, is the verified user on whose behalf the command runs, as for resources.
 *
 * @param <I> the input collections: a record
 * @param <S> what {@link SkipService#createGraph} shares with resources: a record of collections
 * @param <R> type of the result, which is sent to the client as JSON; {@link Commands.NoResult} if
 *     there is none
 */
@FunctionalInterface
public interface Command<I, S, R> {

  /**
   * Carries the command out.
   *
   * @param inputs the input collections, to look up entries and to name in writes
   * @param shared the shared collections, to look up entries; no collections are made from them
   *     here, but in {@link SkipService#createGraph}
   * @param context takes the writes; usable only during this call, on its thread
   * @return the result; not null
   */
  R run(I inputs, S shared, CommandContext context);
}
