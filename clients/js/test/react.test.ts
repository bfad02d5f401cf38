import assert from "node:assert/strict";
import { afterEach, before, beforeEach, describe, it } from "node:test";
import { Window } from "happy-dom";
import { StrictMode, act, createElement } from "react";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { SkipProvider, useResource, useResourceOf } from "@skipruntime-jvm/client/react";
import type { GroupsService, User } from "./groups-service.js";
import { CAROL, NEEDS_SERVICE, STREAMING, groups, reset } from "./groups.js";
import { Relay, eventually } from "./support.js";

const useGroups = useResourceOf<GroupsService>();

function Friends({ uid }: { uid: number }): ReactNode {
  const { data, status, error } = useGroups("active_friends", uid);
  const shown = data === undefined ? "none" : JSON.stringify(data.entries);
  return createElement("p", {}, `${status} ${shown} ${error?.type ?? ""}`);
}

function Names(): ReactNode {
  const { data } = useGroups("users");
  return createElement("p", {}, data?.values().map((user) => user.name).join(" "));
}

describe("useResource", NEEDS_SERVICE, () => {
  let window: Window;
  let root: Root;
  let relay: Relay;

  before(() => {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  });

  beforeEach(async () => {
    await reset();
    relay = await Relay.to(STREAMING);
    window = new Window();
    Object.assign(globalThis, { window, document: window.document });
    const container = window.document.createElement("main");
    window.document.body.append(container);
    root = createRoot(container as unknown as Element);
  });

  afterEach(async () => {
    await act(async () => root.unmount());
    await relay.close();
    await window.happyDOM.close();
  });

  async function render(...children: ReactNode[]): Promise<void> {
    await act(async () => root.render(provider(...children)));
  }

  const client = (): ReturnType<typeof groups> => groups({ streaming: relay.address });
  let provider: (...children: ReactNode[]) => ReactNode;

  beforeEach(() => {
    const own = client();
    provider = (...children) =>
      createElement(SkipProvider, { client: own as never, lingerMillis: 20 }, ...children);
  });

  /** What is on the page, a paragraph each. */
  function shown(): string[] {
    return [...window.document.querySelectorAll("p")].map((each) => each.textContent);
  }

  async function untilShown(...paragraphs: string[]): Promise<void> {
    const isShown = (): boolean => JSON.stringify(shown()) === JSON.stringify(paragraphs);
    for (let i = 0; i < 400 && !isShown(); i++) {
      await act(async () => new Promise((resolve) => setTimeout(resolve, 5)));
    }
    assert.deepEqual(shown(), paragraphs);
  }

  async function write(carol: User): Promise<void> {
    await act(async () => void (await groups().update("users", [[2, [carol]]])));
  }

  it("renders the data, and again when they change", async () => {
    await render(createElement(Friends, { uid: 0 }), createElement(Names));
    await untilShown("live [[1001,[1]]] ", "Bob Alice Carol Eve");
    await write({ ...CAROL, name: "Caroline", active: true });
    await untilShown("live [[1001,[1,2]],[1002,[2]]] ", "Bob Alice Caroline Eve");
  });

  it("starts with no data, and says why there are none", async () => {
    await relay.close();
    await render(createElement(Friends, { uid: 0 }));
    await untilShown("connecting none unreachable");
    await relay.reopen();
    await untilShown("live [[1001,[1]]] ");
  });

  it("shares one connection for equal parameters, and ends it with the last component", async () => {
    const two = [0, 1].map((key) => createElement(Friends, { uid: 0, key }));
    await render(...two);
    await untilShown("live [[1001,[1]]] ", "live [[1001,[1]]] ");
    assert.equal(relay.open, 1);
    await render(two[0]);
    await write({ ...CAROL, active: true });
    await untilShown("live [[1001,[1,2]],[1002,[2]]] ");
    assert.equal(relay.open, 1);
    await render();
    await eventually(() => relay.open === 0, "the end of the connection");
  });

  it("keeps its connection while a component is replaced by another that uses the same", async () => {
    await render(createElement(StrictMode, {}, createElement(Friends, { uid: 0, key: "a" })));
    await untilShown("live [[1001,[1]]] ");
    await render(createElement(StrictMode, {}, createElement(Friends, { uid: 0, key: "b" })));
    await untilShown("live [[1001,[1]]] ");
    assert.equal(relay.open, 1);
  });

  it("follows other parameters when they change", async () => {
    await render(createElement(Friends, { uid: 0 }));
    await untilShown("live [[1001,[1]]] ");
    await render(createElement(Friends, { uid: 1 }));
    await untilShown("live [[1002,[0]]] ");
    await eventually(() => relay.open === 1, "the end of the other connection");
  });

  it("says what is wrong where there is no provider", async () => {
    const Lost = (): ReactNode => {
      useResource("users", {});
      return null;
    };
    const report = console.error;
    console.error = () => {};
    try {
      await assert.rejects(async () => {
        await act(async () => root.render(createElement(Lost)));
      }, /SkipProvider/);
    } finally {
      console.error = report;
    }
  });
});
