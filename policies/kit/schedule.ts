/** Days between two runs of an AWS schedule expression; none if the expression is not one that can be read. */
export function daysOf(expression: string): number | undefined {
  const rate = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/.exec(expression.trim());
  if (rate !== null) {
    const per = { minute: 1 / 1440, hour: 1 / 24, day: 1 }[rate[2] as "minute" | "hour" | "day"];
    return Number(rate[1]) * per;
  }
  const cron = /^cron\(\s*(.+?)\s*\)$/.exec(expression.trim());
  // minutes hours day-of-month month day-of-week [year]
  const fields = cron?.[1]?.split(/\s+/);
  if (fields === undefined || fields.length < 5) {
    return undefined;
  }
  const [, , dayOfMonth = "*", month = "*", dayOfWeek = "?"] = fields;
  const months = widestGap(month);
  if (months === undefined) {
    return undefined;
  }
  if (months > 1) {
    return months * 31;
  }
  return dayOfWeek !== "?" && dayOfWeek !== "*" ? weekly(dayOfWeek) : monthly(dayOfMonth);
}

/** `MON#1` and `FRIL` are once a month, any other day of the week at least once a week. */
function weekly(dayOfWeek: string): number {
  return /#|L$/i.test(dayOfWeek) ? 35 : 7;
}

function monthly(dayOfMonth: string): number {
  if (dayOfMonth === "*" || dayOfMonth === "?") {
    return 1;
  }
  const every = /^(?:\*|\d+)\/(\d+)$/.exec(dayOfMonth);
  return every === null ? 31 : Math.min(31, Number(every[1]));
}

const NAMES = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** Months between two runs: the widest gap that the field leaves; none if it cannot be read. */
function widestGap(field: string): number | undefined {
  const parts = field.split(",").map(monthsOf);
  const months = new Set(parts.flatMap((part) => part ?? []));
  if (parts.includes(undefined)) {
    return undefined;
  }
  const sorted = [...months].sort((a, b) => a - b);
  const first = sorted[0] ?? 1;
  return Math.max(...sorted.map((each, index) => (sorted[index + 1] ?? first + NAMES.length) - each));
}

/** `*`, `3`, `MAR`, `JAN-JUN`, `NOV-FEB`, `1/3`, `*` with a step, a range with a step. */
function monthsOf(part: string): readonly number[] | undefined {
  const [, from = "", to, every] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  const start = from === "*" ? 1 : monthOf(from);
  // A step without an end goes on to the end of the year.
  const end = to !== undefined ? monthOf(to) : from === "*" || every !== undefined ? NAMES.length : start;
  if (start === undefined || end === undefined || (from === "*" && to !== undefined)) {
    return undefined;
  }
  const length = ((end - start + NAMES.length) % NAMES.length) + 1;
  const step = Math.max(1, Number(every ?? 1));
  return Array.from(
    { length: Math.ceil(length / step) },
    (_, index) => ((start - 1 + index * step) % NAMES.length) + 1,
  );
}

function monthOf(text: string): number | undefined {
  const named = NAMES.indexOf(text.toUpperCase()) + 1;
  const month = named > 0 ? named : /^\d+$/.test(text) ? Number(text) : 0;
  return month >= 1 && month <= NAMES.length ? month : undefined;
}
