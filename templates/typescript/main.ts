import { runService } from "@skipruntime-jvm/service";
import { starter } from "./service.ts";

await runService(starter);
