// W6 as a program of its own, whose input is empty at first.
import { runService } from "@skipruntime/server";
import { increments } from "./increments-service.mjs";

await runService(increments([]));
