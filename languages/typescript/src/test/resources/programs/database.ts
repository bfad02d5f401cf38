// Users of a database: what its table has at the start, and what the users' server writes to both from then on.
import { type EagerCollection, type Entry, type Resource, InputDefinition } from "@skipruntime/core";
import { runService } from "@skipruntime/server";
import pg from "pg";

type User = { name: string; country: string };
type Collections = { users: EagerCollection<string, User> };

async function usersOfDatabase(): Promise<Entry<string, User>[]> {
  const database = new pg.Client("postgres://postgres@127.0.0.1:5432/postgres");
  await database.connect();
  try {
    await database.query("CREATE TABLE IF NOT EXISTS data (id TEXT PRIMARY KEY, object JSON)");
    const { rows } = await database.query<{ id: string; object: User }>("SELECT id, object FROM data");
    return rows.map(({ id, object }) => [id, [object]]);
  } finally {
    await database.end();
  }
}

class Users implements Resource<Collections> {
  instantiate({ users }: Collections) { return users; }
}

await runService({
  inputs: { users: new InputDefinition<string, User>(await usersOfDatabase()) },
  resources: { users: Users },
  createGraph: (inputs: Collections) => inputs,
}, { streaming_port: 8090, control_port: 8091 });
