import { SkipClient } from "@skipruntime-jvm/client";
import { SkipProvider } from "@skipruntime-jvm/client/react";
import { createRoot } from "react-dom/client";

import { Poll } from "./Poll";
import "./page.css";
import type { StarterService } from "./service";

const port = document.querySelector<HTMLMetaElement>("meta[name=streaming-port]")?.content;
const client = new SkipClient<StarterService>({
  streaming: `http://${location.hostname}:${port}`,
});

createRoot(document.getElementById("root")!).render(
  <SkipProvider client={client}>
    <Poll />
  </SkipProvider>,
);
