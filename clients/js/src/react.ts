import { createContext, createElement, useCallback, useContext, useMemo } from "react";
import { useSyncExternalStore } from "react";
import type { ReactElement, ReactNode } from "react";
import type { SkipClient } from "./client.js";
import { connecting } from "./live.js";
import type { LiveState } from "./live.js";
import { paramsJson } from "./service.js";
import type {
  AnyService,
  Params,
  ParamsArgument,
  ResourceKey,
  ResourceName,
  ResourceValue,
  ServiceType,
} from "./service.js";
import { SharedCollections } from "./shared.js";

const Shared = createContext<SharedCollections | undefined>(undefined);

/** What {@link SkipProvider} takes. */
export interface SkipProviderProps {
  readonly client: SkipClient<never>;
  /** How long a collection stays open after the last component that uses it is gone. */
  readonly lingerMillis?: number;
  readonly children?: ReactNode;
}

/** Gives the components below it the service that {@link useResource} follows. */
export function SkipProvider({ client, lingerMillis, children }: SkipProviderProps): ReactElement {
  const shared = useMemo(
    () => new SharedCollections(client as unknown as SkipClient<ServiceType>, lingerMillis),
    [client, lingerMillis],
  );
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
  const shared = useContext(Shared);
  if (shared === undefined) {
    throw new Error("useResource needs a <SkipProvider client={…}> around the component");
  }
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
