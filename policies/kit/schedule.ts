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
  const months = step(month, 12);
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

/** Months between two runs: the widest gap that the field leaves. */
function step(field: string, size: number): number | undefined {
  if (field === "*") {
    return 1;
  }
  const every = /^(?:\*|\d+)\/(\d+)$/.exec(field);
  if (every !== null) {
    return Math.max(1, Math.min(size, Number(every[1])));
  }
  const names = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
  const listed = field.split(",").map((each) => {
    const index = names.indexOf(each.toUpperCase());
    return index >= 0 ? index + 1 : Number(each);
  });
  if (listed.some((each) => !Number.isInteger(each) || each < 1 || each > size)) {
    return undefined;
  }
  const sorted = [...new Set(listed)].sort((a, b) => a - b);
  const first = sorted[0] ?? 1;
  return Math.max(...sorted.map((each, index) => (sorted[index + 1] ?? first + size) - each));
}
