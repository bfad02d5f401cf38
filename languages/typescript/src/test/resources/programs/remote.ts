// The sums of another service, and ten times these: a service over the resources of one that runs elsewhere.
import type { Context, EagerCollection, Mapper, Resource, Values } from "@skipruntime/core";
import { SkipExternalService, Sum } from "@skipruntime/helpers";
import { runService } from "@skipruntime/server";

class TenTimes implements Mapper<string, number, string, number> {
  mapEntry(key: string, values: Values<number>): Iterable<[string, number]> { return [[key, 10 * values.getUnique()]]; }
}

class Both implements Resource {
  instantiate(_shared: object, context: Context): EagerCollection<string, number> {
    const sums = context.useExternalResource<string, number>({ service: "sums", identifier: "sums", params: {} });
    return sums.merge(sums.map(TenTimes)).reduce(Sum);
  }
}

await runService({
  initialData: {},
  externalServices: { sums: SkipExternalService.direct({ host: "127.0.0.1", streaming_port: 8090, control_port: 8091 }) },
  resources: { both: Both },
  createGraph: () => ({}),
});
