import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Window } from "happy-dom";
import { Suspense, act, createElement, lazy } from "react";
import type { ComponentType, ReactNode } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { SkipClient } from "skip-client";
import type { Json } from "skip-client";
import { SkipProvider, useResource } from "skip-client/react";

const STREAM =
  ": signs current\n\n" + 'event: init\nid: e/1\ndata: [["a",[1]]]\n\n' + ": current\n\n";

/** A client whose streams are open and current at once; it notes what it asks for. */
function client(asked: string[]): SkipClient {
  return new SkipClient({
    streaming: "http://127.0.0.1",
    fetch: async (address, request) => {
      asked.push(decodeURIComponent(String(address)));
      const stays = new ReadableStream({
        start: (stream) => {
          stream.enqueue(new TextEncoder().encode(STREAM));
          request?.signal?.addEventListener("abort", () => stream.error(new Error("closed")));
        },
      });
      return new Response(stays, { headers: { "Content-Type": "text/event-stream" } });
    },
  });
}

function Numbers({ params }: { params: Json }): ReactNode {
  const { data, status } = useResource("numbers", params);
  return createElement("p", {}, `${status} ${JSON.stringify(data?.entries)}`);
}

describe("a page that a server has rendered", () => {
  let window: Window;
  let root: Root | undefined;

  beforeEach(() => {
    window = new Window();
    Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
  });

  afterEach(async () => {
    await act(async () => root?.unmount());
    await window.happyDOM.close();
  });

  function page(own: SkipClient, Late: ComponentType<{ params: Json }>): ReactNode {
    const late = createElement(Suspense, {}, createElement(Late, { params: { from: 1 } }));
    const children = createElement("main", {}, createElement(Numbers, { params: { from: 1 } }), late);
    return createElement(SkipProvider, { client: own as never, lingerMillis: 0 }, children);
  }

  function shown(): string[] {
    return [...window.document.querySelectorAll("p")].map((each) => each.textContent);
  }

  async function untilShown(...paragraphs: string[]): Promise<void> {
    for (let i = 0; i < 400 && shown().join() !== paragraphs.join(); i++) {
      await act(async () => new Promise((resolve) => setTimeout(resolve, 5)));
    }
    assert.deepEqual(shown(), paragraphs);
  }

  it("is hydrated with what the server has rendered, although data have come meanwhile", async () => {
    const container = window.document.createElement("div");
    window.document.body.append(container);
    container.innerHTML = renderToString(page(client([]), Numbers));
    assert.deepEqual(shown(), ["connecting undefined", "connecting undefined"]);

    const mismatches: unknown[] = [];
    let load: () => void = () => {};
    const loaded = new Promise<{ default: typeof Numbers }>((resolve) => {
      load = () => resolve({ default: Numbers });
    });
    const app = page(client([]), lazy(() => loaded));
    await act(async () => {
      root = hydrateRoot(container as unknown as Element, app, {
        onRecoverableError: (error) => void mismatches.push(error),
      });
    });
    await untilShown('live [["a",[1]]]', "connecting undefined");
    load();
    await untilShown('live [["a",[1]]]', 'live [["a",[1]]]');
    assert.deepEqual(mismatches, []);
  });

  it("asks with the parameters that are given, of which null is one", async () => {
    const asked: string[] = [];
    const own = client(asked);
    const container = window.document.createElement("div");
    window.document.body.append(container);
    root = createRoot(container as unknown as Element);
    for (const params of [null, 0, false, "", undefined]) {
      const use = createElement(Numbers, { params: params as Json });
      const app = createElement(SkipProvider, { client: own as never, lingerMillis: 0 }, use);
      await act(async () => root?.render(app));
      await untilShown('live [["a",[1]]]');
    }
    const followed = own.follow("numbers", null);
    await followed.ready();
    followed.close();
    const start = "http://127.0.0.1/v1/resources/numbers?params=";
    assert.deepEqual(asked, ["null", "0", "false", '""', "{}", "null"].map((each) => start + each));
  });
});
