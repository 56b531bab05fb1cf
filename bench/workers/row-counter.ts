/** Counts the rows that objects write as they are billed: what SQL writes, and one for each alarm that is set. */
interface Counted {
  readonly rowsWritten: number;
}

const cursors: Counted[] = [];
let alarms = 0;
let counting = false;

/** From now on everything that this isolate's objects write is counted. Slows every statement: not for runs that are timed. */
export function countRows(storage: DurableObjectStorage): void {
  if (counting) return;
  counting = true;
  // The runtime's classes are not exported: their prototypes are reached through an instance.
  const sql: { exec: (...statement: unknown[]) => Counted } = Object.getPrototypeOf(storage.sql);
  const exec = sql.exec;
  sql.exec = function execAndCount(this: unknown, ...statement) {
    const cursor = exec.apply(this, statement);
    cursors.push(cursor);
    return cursor;
  };
  const alarm: { setAlarm: (...time: unknown[]) => Promise<void> } = Object.getPrototypeOf(storage);
  const setAlarm = alarm.setAlarm;
  alarm.setAlarm = function setAlarmAndCount(this: unknown, ...time) {
    alarms++;
    return setAlarm.apply(this, time);
  };
}

/** Rows so far. */
export function rowsWritten(): number {
  return alarms + cursors.reduce((total, cursor) => total + cursor.rowsWritten, 0);
}
