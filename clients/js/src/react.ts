import { createContext, createElement, useCallback, useContext, useMemo, useState } from "react";
import { useSyncExternalStore } from "react";
import type { ReactElement, ReactNode } from "react";
import type { SkipClient } from "./client.js";
import type { CommandAnswer, CommandOptions } from "./command.js";
import type { Contents, Entry } from "./contents.js";
import { SkipError } from "./error.js";
import { connecting } from "./live.js";
import type { LiveState } from "./live.js";
import { paramsJson } from "./service.js";
import type {
  AnyService,
  CommandName,
  CommandParams,
  CommandResult,
  Params,
  ParamsArgument,
  ResourceKey,
  ResourceName,
  ResourceValue,
  ServiceType,
} from "./service.js";
import { SharedCollections } from "./shared.js";
import type { ExpectedChange } from "./shared.js";

const Shared = createContext<SharedCollections | undefined>(undefined);

/** What {@link SkipProvider} takes. */
export interface SkipProviderProps {
  readonly client: SkipClient<never>;
  /** How long a collection stays open after the last component that uses it is gone. */
  readonly lingerMillis?: number;
  /**
   * How long what is expected of a command is shown after its answer, if the collection does not say
   * before that it has got as far.
   */
  readonly settleMillis?: number;
  readonly children?: ReactNode;
}

/** Gives the components below it the service that {@link useResource} follows. */
export function SkipProvider(props: SkipProviderProps): ReactElement {
  const { client, lingerMillis, settleMillis, children } = props;
  const shared = useMemo(() => {
    const known = client as unknown as SkipClient<ServiceType>;
    return new SharedCollections(known, lingerMillis, settleMillis);
  }, [client, lingerMillis, settleMillis]);
  return createElement(Shared.Provider, { value: shared }, children);
}

/**
 * The data of a resource, with their status and why it is not `live`. The component is rendered
 * again when they change. Components that use the same resource with equal parameters share one
 * connection, which ends when none is left.
 */
export function useResource<
  S extends ServiceType = AnyService,
  R extends ResourceName<S> = ResourceName<S>,
>(
  resource: R,
  ...[params]: ParamsArgument<Params<S, R>>
): LiveState<ResourceKey<S, R>, ResourceValue<S, R>> {
  const shared = useShared("useResource");
  const key = SharedCollections.key(resource, paramsJson(params));
  const subscribe = useCallback(
    (listener: () => void) => shared.hold(key, listener),
    [shared, key],
  );
  const state = useCallback(() => shared.state(key), [shared, key]);
  // A server follows nothing, so what it has rendered, and what the page has to begin with while it
  // is hydrated, is that there are no data yet, whatever has come meanwhile.
  return useSyncExternalStore(subscribe, state, connecting) as LiveState<
    ResourceKey<S, R>,
    ResourceValue<S, R>
  >;
}

/** {@link useResource} for a service whose types are known. */
export type UseResource<S extends ServiceType> = <R extends ResourceName<S>>(
  resource: R,
  ...params: ParamsArgument<Params<S, R>>
) => LiveState<ResourceKey<S, R>, ResourceValue<S, R>>;

/** {@link useResource} with a service's types: `const useGroups = useResourceOf<GroupsService>()`. */
export function useResourceOf<S extends ServiceType>(): UseResource<S> {
  return useResource as unknown as UseResource<S>;
}

/** The collections of the provider around a component. */
function useShared(hook: string): SharedCollections {
  const shared = useContext(Shared);
  if (shared === undefined) {
    throw new Error(`${hook} needs a <SkipProvider client={…}> around the component`);
  }
  return shared;
}

/** Says of a resource what a command is expected to change: {@link ExpectedChange} with its types. */
export type Expect<S extends ServiceType> = <R extends ResourceName<S>>(
  resource: R,
  params: Params<S, R>,
  entries: (
    data: Contents<ResourceKey<S, R>, ResourceValue<S, R>>,
  ) => readonly Entry<ResourceKey<S, R>, ResourceValue<S, R>>[],
) => void;

/** How {@link useCommand} runs a command. */
export interface UseCommandOptions<S extends ServiceType, C extends CommandName<S>> {
  /**
   * Says what the command is expected to change, from its parameters. {@link useResource} shows that
   * at once; the data of the service take its place when they have got as far as the command's
   * answer, or when it is refused or fails.
   */
  readonly optimistic?: (params: CommandParams<S, C>, expect: Expect<S>) => void;
}

/** A command in a component. */
export interface CommandState<S extends ServiceType, C extends CommandName<S>> {
  /**
   * Runs the command. What is returned does not fail: it is `undefined` if the command was refused
   * or has failed, and `error` says why.
   */
  readonly run: (
    ...args: [...ParamsArgument<CommandParams<S, C>>, options?: CommandOptions]
  ) => Promise<CommandAnswer<CommandResult<S, C>> | undefined>;
  /** How many runs are on their way. */
  readonly pending: number;
  /** Why the run that has ended last was not carried out; `undefined` if it was. */
  readonly error: SkipError | undefined;
}

/** A command of the service, with what is on its way and why the last run was refused. */
export function useCommand<
  S extends ServiceType = AnyService,
  C extends CommandName<S> = CommandName<S>,
>(name: C, { optimistic }: UseCommandOptions<S, C> = {}): CommandState<S, C> {
  const shared = useShared("useCommand");
  const [pending, setPending] = useState(0);
  const [error, setError] = useState<SkipError | undefined>(undefined);
  const run = useCallback(
    async (params?: unknown, options?: CommandOptions) => {
      setPending((count) => count + 1);
      try {
        const expected: ExpectedChange[] = [];
        optimistic?.(params as CommandParams<S, C>, (resource, of, entries) => {
          expected.push({ resource, params: of, entries } as unknown as ExpectedChange);
        });
        const answer = await shared.command(name, params as never, expected, options);
        setError(undefined);
        return answer as CommandAnswer<CommandResult<S, C>>;
      } catch (failure) {
        setError(failure instanceof SkipError ? failure : SkipError.unreachable(failure));
        return undefined;
      } finally {
        setPending((count) => count - 1);
      }
    },
    [shared, name, optimistic],
  );
  return { run: run as unknown as CommandState<S, C>["run"], pending, error };
}

/** {@link useCommand} for a service whose types are known. */
export type UseCommand<S extends ServiceType> = <C extends CommandName<S>>(
  name: C,
  options?: UseCommandOptions<S, C>,
) => CommandState<S, C>;

/** {@link useCommand} with a service's types: `const useBids = useCommandOf<AuctionService>()`. */
export function useCommandOf<S extends ServiceType>(): UseCommand<S> {
  return useCommand as unknown as UseCommand<S>;
}
