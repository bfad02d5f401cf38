// W4 as a program of its own, whose inputs are empty at first.
import { runService } from "@skipruntime/server";
import { lookups } from "./lookups-service.mjs";

await runService(lookups({ rows: [], targets: [] }));
