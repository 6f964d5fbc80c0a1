/** Columns of the screen. */
export const COLUMNS = 80;

/**
 * A text of a service on one line of at most so many columns. Control characters become blanks: a failure's message
 * must not move the cursor or colour the terminal of the person who reads it.
 */
export function fitted(text: string, columns: number): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  const characters = [...line];
  return characters.length <= columns ? line : `${characters.slice(0, Math.max(0, columns - 1)).join("")}…`;
}

/** The same, filled with blanks on the right. */
export function cell(text: string, columns: number): string {
  const one = fitted(text, columns);
  return one + " ".repeat(columns - [...one].length);
}

/** `12.3 s`, `4 min 5 s`, `2 h 3 min`, `3 d 4 h` */
export function duration(seconds: number): string {
  if (seconds < 59.95) {
    return `${Math.round(seconds * 10) / 10} s`;
  }
  const whole = Math.round(seconds);
  const units: readonly (readonly [number, string])[] = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  const first = units.findIndex(([size]) => whole >= size);
  const [size = 1, name = "s"] = units[first] ?? [];
  const [smaller = 1, smallerName = "s"] = units[first + 1] ?? [];
  const rest = Math.floor((whole % size) / smaller);
  return `${Math.floor(whole / size)} ${name}${rest === 0 ? "" : ` ${rest} ${smallerName}`}`;
}

/** `2026-11-27 22:30` in UTC */
export function minute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
