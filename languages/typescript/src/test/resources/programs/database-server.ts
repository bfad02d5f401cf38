// What users of the database example talk to: it writes to the database first, and then to the service, whose streams it leads to.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { SkipServiceBroker } from "@skipruntime/helpers";
import pg from "pg";

const service = new SkipServiceBroker({ host: "127.0.0.1", streaming_port: 8090, control_port: 8091 });
const database = new pg.Client("postgres://postgres@127.0.0.1:5432/postgres");
await database.connect();

async function answer(request: IncomingMessage, response: ServerResponse) {
  const [, kind, id] = request.url?.split("/") ?? [];
  if (kind === "users" && request.method === "GET") {
    const stream = await service.getStreamUUID("users");
    response.writeHead(301, { Location: `http://127.0.0.1:8090/v1/streams/${stream}` }).end();
    return;
  }
  if (kind !== "user" || id === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(await ofUser(request, decodeURIComponent(id))));
}

async function ofUser(request: IncomingMessage, id: string) {
  switch (request.method) {
    case "PUT": {
      const user = await json(request) as { name: string; country: string };
      await database.query(
        "INSERT INTO data (id, object) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET object = excluded.object", [id, JSON.stringify(user)]);
      await service.update("users", [[id, [user]]]);
      return {};
    }
    case "DELETE":
      await database.query("DELETE FROM data WHERE id = $1", [id]);
      await service.deleteKey("users", id);
      return {};
    default:
      return service.getArray("users", {}, id);
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((e: unknown) => {
    console.error(e);
    response.writeHead(500).end();
  });
});
server.listen(0, "127.0.0.1", () => { console.log(`users are served at ${JSON.stringify(server.address())}`); });
