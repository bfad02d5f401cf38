/**
 * Calls `listener` when a new attempt may do better than one a moment ago, because the network is
 * back or the page is shown again, until the function that is returned is called. Where there is no
 * page, as in Node, it is never called.
 */
export function onWake(listener: () => void): () => void {
  const page = globalThis.document as Document | undefined;
  const visible = (): void => {
    if (page?.visibilityState === "visible") listener();
  };
  globalThis.addEventListener?.("online", listener);
  page?.addEventListener?.("visibilitychange", visible);
  return () => {
    globalThis.removeEventListener?.("online", listener);
    page?.removeEventListener?.("visibilitychange", visible);
  };
}
