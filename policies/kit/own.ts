/**
 * A value of a record by a text from outside; none where the record has no such key of its own. A plain look-up finds
 * what every object inherits, for `constructor` or `toString`.
 */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
