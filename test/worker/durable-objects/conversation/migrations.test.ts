/** The object's schema: what it begins with is what all steps come to, and no step loses a row. */
import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { createSchema, migrate } from "../../../../durable-objects/conversation/migrations.ts";
import { open } from "../../support/conversation.ts";

/** An object in which no conversation has begun. */
const inEmpty = <Result>(work: (storage: DurableObjectStorage) => Result) =>
  runInDurableObject(open().stub, (_, { storage }) => work(storage));

function shapeOf({ sql }: DurableObjectStorage): string[] {
  const tables = sql.exec("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY name").toArray();
  // A table that was renamed keeps its name in quotes.
  return tables.map(({ sql: made }) => String(made).replaceAll('"', "").replaceAll(/\s+/g, " "));
}

it("an object that begins today has the schema that all steps come to", async () => {
  const stepped = await inEmpty((storage) => (migrate(storage), shapeOf(storage)));
  const begun = await inEmpty((storage) => (createSchema(storage), shapeOf(storage)));
  expect(begun).toEqual(stepped);
  expect(begun.length).toBeGreaterThan(5);
});

it("a schema that was begun whole takes no step again", async () => {
  const steps = await inEmpty((storage) => {
    createSchema(storage);
    migrate(storage);
    return storage.sql.exec("SELECT step FROM migrations").toArray();
  });
  expect(steps).toEqual([{ step: 4 }]);
});

it("documents are found under their numbers after step 3", async () => {
  const documents = await inEmpty((storage) => {
    migrate(storage, 2);
    for (const name of ["bot", "conversation", "released"])
      storage.sql.exec("INSERT INTO documents (name, data) VALUES (?, ?)", name, name);
    migrate(storage);
    return storage.sql.exec("SELECT id, data FROM documents ORDER BY id").toArray();
  });
  expect(documents).toEqual([
    { id: 1, data: "conversation" },
    { id: 2, data: "bot" },
    { id: 3, data: "released" },
  ]);
});

it("what staff have said is found by its id after step 4", async () => {
  const named = await inEmpty((storage) => {
    migrate(storage, 3);
    for (const [seq, authorType] of ["user", "assistant", "staff"].entries())
      storage.sql.exec(
        "INSERT INTO log (seq, data) VALUES (?, ?)",
        seq,
        JSON.stringify({ message: { id: `id-${authorType}`, authorType } }),
      );
    storage.sql.exec("INSERT INTO log (seq, data) VALUES (3, ?)", JSON.stringify({ message: null }));
    migrate(storage);
    return storage.sql.exec("SELECT message_id, attempt, data FROM turns").toArray();
  });
  expect(named).toEqual([{ message_id: "id-staff", attempt: 0, data: "2" }]);
});
