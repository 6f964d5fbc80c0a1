/** RFC 3339 with the upper-case T and Z that the States Language requires. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Whether a value is a time that a Wait state can wait for. */
export function isTimestamp(value: unknown): value is string {
  return typeof value === "string" && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));
}

/** Milliseconds since the epoch of a timestamp, without its fraction of a second, which AWS drops. */
export function wholeSecond(timestamp: string): number {
  return Math.floor(Date.parse(timestamp) / 1000) * 1000;
}
