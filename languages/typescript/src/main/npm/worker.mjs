// The worker's side of the frames of docs/workers.md: what the JVM asks this process to run.
import module from "node:module";
import { SkipError } from "./errors.mjs";
import { FrameSocket, Talk } from "./channels.mjs";
import { describeError, errorOf } from "./failures.mjs";
import { Started } from "./started.mjs";
import { Turns } from "./turns.mjs";

/** What runs here, and the two channels. */
class Worker {
  #requests = new Map();
  #nextRequest = 1;
  #nextService = 1;
  #starting;
  #isOwner = false;
  #files = new Set();
  services = new Map();
  lives = new Map();
  turns = new Turns(this.services, () => this.talk);

  /** Becomes a worker of the engine that has started this process. */
  async connect(address, talk) {
    this.#begin(await FrameSocket.connect(address, (frame) => this.#received(frame), () => process.exit(0)), talk);
  }

  /** Starts an engine of this process's own, unless there is one. */
  async #connected() {
    if (this.calls === undefined) {
      this.#starting ??= import("./engine.mjs").then(({ startEngine }) => startEngine([]));
      const { socket, input, output, engine } = await this.#starting;
      this.#isOwner = true;
      if (this.calls !== undefined) return;
      this.#begin(FrameSocket.over(socket, (frame) => this.#received(frame), () => this.#lost(engine)), new Talk(input, output));
    }
  }

  #begin(calls, talk) {
    this.talk = talk;
    this.calls = calls;
    this.calls.send(["hello", { protocol: 1, language: "typescript", runtime: `node ${process.versions.node}` }]);
    for (const file of this.#files) this.calls.send(["files", [file]]);
    this.#keepAlive();
  }

  #lost(engine) {
    if (this.services.size === 0 && this.#requests.size === 0) return;
    console.error("the engine has ended");
    engine.kill();
    process.exit(1);
  }

  /** Notes a file of the program's. */
  loaded(file) {
    this.#files.add(file);
    this.calls?.send(["files", [file]]);
  }

  // --- frames that are no turn

  request(kind, ...args) {
    const number = this.#nextRequest++;
    return new Promise((resolve, reject) => {
      this.#requests.set(number, { resolve, reject });
      this.calls.send([kind, number, ...args]);
      this.#keepAlive();
    });
  }

  /** The process lives as long as a service of its runs, or something is waited for; services of tests end with their process. */
  #keepAlive() {
    if (this.calls === undefined) return;
    const runs = [...this.services.values()].some(({ isListening }) => isListening || !this.#isOwner);
    if (runs || this.#requests.size > 0) this.calls.ref(); else this.calls.unref();
  }

  #received(frame) {
    switch (frame[0]) {
      case "reply": case "refused": return this.#answered(frame);
      case "notify": return this.lives.get(frame[1] + "/" + frame[2])?.received({ isInitial: frame[3], watermark: frame[4], values: frame[5] });
      case "subscribe": return void this.#subscribe(frame);
      case "unsubscribe": return this.services.get(frame[1])?.unsubscribe(frame[2], frame[3]);
      case "shutdown": return void this.#reply(frame[1], async () => this.services.get(frame[2])?.external(frame[3])?.shutdown());
      default: return this.talk.answer(this.turns.serve(frame));
    }
  }

  #answered(frame) {
    const { resolve, reject } = this.#requests.get(frame[1]);
    this.#requests.delete(frame[1]);
    if (frame[0] === "reply") resolve(frame[2]); else reject(errorOf(frame[2]));
    this.#keepAlive();
  }

  async #reply(request, action) {
    try {
      await action();
      this.calls.send(["reply", request, null]);
    } catch (e) {
      this.calls.send(["refused", request, describeError(e)]);
    }
  }

  #subscribe([, request, number, external, instance, resource, params]) {
    return this.#reply(request, async () => {
      const service = this.services.get(number);
      if (service === undefined) throw new SkipError("the service is closed");
      await service.subscribe(external, instance, resource, params);
    });
  }

  // --- services

  async start(service, options) {
    await this.#connected();
    const number = this.#nextService++;
    const started = new Started(this, number, service, options.listen === true);
    this.services.set(number, started);
    try {
      started.address = await this.request("start", number, { ...started.description(), ...options });
      module.flushCompileCache?.(); // what is compiled is kept now, as a worker may end at any moment
    } catch (e) {
      this.services.delete(number);
      throw e;
    } finally {
      this.#keepAlive();
    }
    return started;
  }

  ended(number) {
    this.services.delete(number);
    this.#keepAlive();
  }
}

export const worker = new Worker();
