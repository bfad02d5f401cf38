// node follower.mjs CONTROL_PORT STREAMING_PORT LEADERS_CONTROL_PORT LEADERS_STREAMING_PORT: runs a follower.
import { asFollower } from "@skipruntime/helpers";
import { runService } from "@skipruntime/server";
import { service } from "./service.mjs";

const [control_port, streaming_port, leaders_control, leaders_streaming] = process.argv.slice(2).map(Number);
const follower = asFollower(service, {
  leader: { host: "127.0.0.1", control_port: leaders_control, streaming_port: leaders_streaming },
  collections: ["numbers", "doubled"],
});
await runService(follower, { control_port, streaming_port, platform: "wasm" });
