/**
 * The object's own schema, append-only: a step that has run anywhere is never edited, only followed.
 * Rows written are money: no secondary indexes, WITHOUT ROWID where the key is text.
 */
const steps: readonly string[] = [
  // 1: documents are `conversation` (where it stands) and `bot` (how it began).
  `CREATE TABLE documents (name TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE messages (seq INTEGER PRIMARY KEY, data TEXT NOT NULL);
   CREATE TABLE turns (message_id TEXT NOT NULL, attempt INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (message_id, attempt)) WITHOUT ROWID;
   CREATE TABLE turn_blocks (first_seq INTEGER PRIMARY KEY, data TEXT NOT NULL);`,
  // 2: streams and recordings lie beside the answer's data, where reading messages does not touch them. Blocks are packed from here on.
  `ALTER TABLE messages ADD COLUMN stream TEXT;
   ALTER TABLE messages ADD COLUMN recording TEXT;
   ALTER TABLE messages RENAME TO log;
   DELETE FROM turn_blocks;
   UPDATE log SET data = json_set(data, '$.previousSeq', COALESCE((SELECT MAX(before.seq) FROM log before WHERE before.seq < log.seq), 0));
   UPDATE log SET data = json_set(data, '$.turn', json((SELECT turns.data FROM turns WHERE json_extract(turns.data, '$.answerSeq') = log.seq)))
     WHERE seq IN (SELECT json_extract(turns.data, '$.answerSeq') FROM turns);
   UPDATE turns SET data = json_extract(data, '$.answerSeq');
   CREATE TABLE effects (key TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;`,
  // 3: documents by number: under a text key a page held a thousand bytes of one, and each turn wrote the overflow's page as well.
  `CREATE TABLE numbered (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
   INSERT INTO numbered (id, data) SELECT CASE name WHEN 'conversation' THEN 1 WHEN 'bot' THEN 2 ELSE 3 END, data FROM documents;
   DROP TABLE documents;
   ALTER TABLE numbered RENAME TO documents;`,
  // 4: what staff have said is found by its id as well, with no attempt at an answer.
  `INSERT OR REPLACE INTO turns (message_id, attempt, data) SELECT json_extract(data, '$.message.id'), 0, CAST(seq AS TEXT) FROM log
     WHERE json_extract(data, '$.message.authorType') = 'staff';`,
];

/** What all steps come to, for an object that begins today. A test holds both to each other. */
const whole = `CREATE TABLE documents (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
  CREATE TABLE log (seq INTEGER PRIMARY KEY, data TEXT NOT NULL, stream TEXT, recording TEXT);
  CREATE TABLE turns (message_id TEXT NOT NULL, attempt INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (message_id, attempt)) WITHOUT ROWID;
  CREATE TABLE turn_blocks (first_seq INTEGER PRIMARY KEY, data TEXT NOT NULL);
  CREATE TABLE effects (key TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;`;

/** Whether any step has run here. */
export function hasSchema({ sql }: DurableObjectStorage): boolean {
  return sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").toArray().length > 0;
}

/** The last step that has run here; null where none has. */
function lastStep(storage: DurableObjectStorage): number | null {
  if (!hasSchema(storage)) return null;
  return Number(storage.sql.exec("SELECT COALESCE(MAX(step), 0) AS done FROM migrations").one()["done"]);
}

/** Makes the schema where there is none. */
export function createSchema(storage: DurableObjectStorage): void {
  storage.transactionSync(() => {
    storage.sql.exec(`CREATE TABLE migrations (step INTEGER PRIMARY KEY); ${whole}`);
    storage.sql.exec("INSERT INTO migrations (step) VALUES (?)", steps.length);
  });
}

/** Brings the schema up to date, and writes nothing where it is; false where there is none. Throws as `migrate` does. */
export function migrateExisting(storage: DurableObjectStorage): boolean {
  const done = lastStep(storage);
  if (done !== null) runSteps(storage, done, steps.length);
  return done !== null;
}

/**
 * Brings the schema up to date step by step, from none as well. Throws when the object has seen steps that this code does not know.
 * @param upTo the last step, for who looks at a single one.
 */
export function migrate(storage: DurableObjectStorage, upTo = steps.length): void {
  const done = lastStep(storage);
  if (done === null) storage.sql.exec("CREATE TABLE migrations (step INTEGER PRIMARY KEY)");
  runSteps(storage, done ?? 0, upTo);
}

function runSteps(storage: DurableObjectStorage, done: number, upTo: number): void {
  const { sql } = storage;
  if (done > steps.length) throw new Error(`This object is at schema ${done}, the code knows ${steps.length}: deploy the newer code.`);
  for (const [index, statements] of steps.slice(0, upTo).entries()) {
    if (index < done) continue;
    storage.transactionSync(() => {
      sql.exec(statements);
      sql.exec("INSERT INTO migrations (step) VALUES (?)", index + 1);
    });
  }
}
