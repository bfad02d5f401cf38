import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { LiveChange, LiveCollection, LiveState } from "@skipruntime-jvm/client";

const DEADLINE_MILLIS = 20_000;

/** Short times, so that what is tested comes soon. */
export const QUICK = { retryMillis: 10, maxRetryMillis: 50, silenceMillis: 5_000 };

/** Waits for a state of a live collection. */
export async function until<K, V>(
  live: LiveCollection<K, V>,
  condition: (state: LiveState<K, V>) => boolean,
): Promise<LiveState<K, V>> {
  return new Promise((resolve, reject) => {
    const end = live.subscribe(({ state }) => look(state));
    const timer = setTimeout(() => {
      end();
      const { status, error, data } = live.state;
      reject(new Error(`still ${status} (${error?.message}): ${JSON.stringify(data?.entries)}`));
    }, DEADLINE_MILLIS);
    function look(state: LiveState<K, V>): void {
      if (!condition(state)) return;
      clearTimeout(timer);
      end();
      resolve(state);
    }
    look(live.state);
  });
}

/** Waits for something else. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + DEADLINE_MILLIS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The changes of a live collection from now on. */
export function record<K, V>(live: LiveCollection<K, V>): LiveChange<K, V>[] {
  const changes: LiveChange<K, V>[] = [];
  live.subscribe((change) => void changes.push(change));
  return changes;
}

/** Something of this machine that listens, and has to be closed. */
interface Listening {
  readonly address: string;
  close(): Promise<void>;
}

async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** An HTTP server that answers as a test says. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listening> {
  const server: Server = createServer(answer);
  const port = await listen(server);
  return {
    address: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Passes requests on to an address, and can break them off or take no more. */
export class Relay implements Listening {
  private readonly active = new Set<ServerResponse>();
  private port = 0;
  private server: Server;

  /** How many requests there were. */
  requests = 0;

  private constructor(private readonly target: string) {
    this.server = this.create();
  }

  static async to(address: string): Promise<Relay> {
    const relay = new Relay(address);
    relay.port = await listen(relay.server);
    return relay;
  }

  private create(): Server {
    return createServer(({ method, url, headers }, response) => {
      this.requests++;
      this.active.add(response);
      const passed = request(this.target + url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode as number, answer.headers);
        response.flushHeaders();
        answer.on("error", () => response.destroy()).pipe(response);
      });
      passed.on("error", () => response.destroy()).end();
      response.on("close", () => {
        this.active.delete(response);
        passed.destroy();
      });
    });
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** How many requests are being answered. */
  get open(): number {
    return this.active.size;
  }

  /** Ends all connections; new ones are taken as before. */
  breakOff(): void {
    this.server.closeAllConnections();
  }

  /** Takes no new connections, and ends those that there are. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.breakOff();
    await once(this.server, "close");
  }

  /** Takes connections again. */
  async reopen(): Promise<void> {
    this.server = this.create();
    await listen(this.server, this.port);
  }
}
