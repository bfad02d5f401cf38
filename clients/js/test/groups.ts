import { SkipClient } from "@skipruntime-jvm/client";
import type { SkipClientOptions } from "@skipruntime-jvm/client";
import type { GroupsService, User } from "./groups-service.js";
import { QUICK } from "./support.js";

/** Where the groups service runs that tests use; without it they are skipped. */
export const CONTROL = process.env["SKIP_CONTROL"] ?? "";
export const STREAMING = process.env["SKIP_STREAMING"] ?? "";

/** Of a suite that needs the service. */
export const NEEDS_SERVICE = {
  skip: CONTROL === "" && "SKIP_CONTROL and SKIP_STREAMING name no groups service to test with",
};

export const BOB: User = { name: "Bob", active: true, friends: [1, 2] };
export const ALICE: User = { name: "Alice", active: true, friends: [0, 2] };
export const CAROL: User = { name: "Carol", active: false, friends: [0, 1] };
export const EVE: User = { name: "Eve", active: true, friends: [] };

/** A client of the service, at its usual addresses or others. */
export function groups(options: Partial<SkipClientOptions> = {}): SkipClient<GroupsService> {
  return new SkipClient({ control: CONTROL, streaming: STREAMING, timing: QUICK, ...options });
}

/** Makes the service as it was at its start. */
export async function reset(): Promise<void> {
  const client = groups();
  const users = await client.snapshot("users");
  await client.update("users", [
    ...users.keys().map((key) => [key, []] as const),
    [0, [BOB]],
    [1, [ALICE]],
    [2, [CAROL]],
    [3, [EVE]],
  ]);
}
