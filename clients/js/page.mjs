/** Copies the built client to the page of the groups example, which is served without npm. */

import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";

const TARGET = new URL(
  "../../examples/src/main/resources/io/skipruntime/examples/groups/page/skip-client/",
  import.meta.url,
);
const BUILT = new URL("dist/", import.meta.url);

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET, { recursive: true });
for (const file of readdirSync(BUILT)) {
  if (file.endsWith(".js") && file !== "react.js") copyFileSync(new URL(file, BUILT), new URL(file, TARGET));
}
