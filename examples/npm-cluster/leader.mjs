// node leader.mjs CONTROL_PORT STREAMING_PORT: runs the leader.
import { asLeader } from "@skipruntime/helpers";
import { runService } from "@skipruntime/server";
import { service } from "./service.mjs";

const [control_port, streaming_port] = process.argv.slice(2).map(Number);
await runService(asLeader(service), { control_port, streaming_port, platform: "wasm" });
