// What services import as @skipruntime-jvm/service: the API of Skip, and what this runtime has besides.
export * from "./core.mjs";
export * from "./types.mjs";
export {
  defaultParamEncoder, fetchJSON, PolledExternalService, SkipExternalService, SkipServiceBroker,
} from "./helpers.mjs";
export { initService } from "./instance.mjs";
export { runService } from "./server.mjs";
