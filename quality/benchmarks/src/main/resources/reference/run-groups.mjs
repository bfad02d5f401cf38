// W1 as a program of its own, whose inputs are empty at first.
import { runService } from "@skipruntime/server";
import { groups } from "./groups-service.mjs";

await runService(groups({ users: [], groups: [] }));
