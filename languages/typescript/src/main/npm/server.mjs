// What services import as @skipruntime/server.
import { worker } from "./worker.mjs";

/** Runs a service on the network, until it is closed or the process is told to end. */
export async function runService(service, options = {}) {
  const wished = {};
  if (options.control_port !== undefined) wished.control = options.control_port;
  if (options.streaming_port !== undefined) wished.streaming = options.streaming_port;
  const started = await worker.start(service, { listen: true, options: wished });
  return {
    ports: started.address,
    close: async () => {
      await worker.request("close", started.number);
      worker.ended(started.number);
    },
  };
}
