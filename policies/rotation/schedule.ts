/** Days in which every combination of date and day of the week occurs, after which the calendar repeats. */
const CALENDAR_DAYS = 146_097;
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2000, 0, 1) / DAY_MS;
/** Years that a cron expression can name. */
const YEARS = { from: 1970, to: 2199 };
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/**
 * The most days between two runs of an AWS schedule expression; `Infinity` if it ends, none if it cannot be read.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function daysOf(expression: string): number | undefined {
  const rate = rateIn(expression);
  if (rate !== undefined) {
    return rate.number * { minute: 1 / 1440, hour: 1 / 24, day: 1 }[rate.unit];
  }
  const fields = cronIn(expression);
  if (fields === undefined || fields.length < 5 || fields.length > 6) {
    return undefined;
  }
  const [minute = "", hour = "", dayOfMonth = "*", month = "*", dayOfWeek = "?", year = "*"] = fields;
  const months = numbersOf(month, { from: 1, to: 12 }, MONTHS);
  const years = numbersOf(year, YEARS, []);
  const time = [numbersOf(minute, { from: 0, to: 59 }, []), numbersOf(hour, { from: 0, to: 23 }, [])];
  const inMonth = isAny(dayOfMonth) ? anyDay : monthDays(dayOfMonth);
  const inWeek = isAny(dayOfWeek) ? anyDay : weekDays(dayOfWeek);
  if (
    time.includes(undefined) ||
    months === undefined ||
    years === undefined ||
    inMonth === undefined ||
    inWeek === undefined
  ) {
    return undefined;
  }
  const runs = (day: Day): boolean => months.has(day.month) && inMonth(day) && inWeek(day);
  return isAny(year) ? widestGap(runs, CALENDAR_DAYS) : untilLast((day) => years.has(day.year) && runs(day));
}

/**
 * Why Secrets Manager refuses an expression that can be read; none if it does not. AWS's own examples have `*` next to
 * a day, so that only two days are too many.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function refusalOf(expression: string): string | undefined {
  const rate = rateIn(expression);
  if (rate !== undefined) {
    const hours = rate.number * { minute: 1 / 60, hour: 1, day: 24 }[rate.unit];
    return rate.unit === "minute"
      ? "a rate is in hours or days"
      : hours < LEAST_HOURS
        ? `it rotates at most every ${LEAST_HOURS} hours`
        : undefined;
  }
  const [minute = "0", , dayOfMonth = "*", , dayOfWeek = "?", year = "*"] = cronIn(expression) ?? [];
  return !isAny(dayOfMonth) && !isAny(dayOfWeek)
    ? "a day of the month and a day of the week exclude each other"
    : !/^0+$/.test(minute)
      ? "the minute has to be 0"
      : year !== "*"
        ? "the year has to be *"
        : undefined;
}

const LEAST_HOURS = 4;

function rateIn(expression: string): { readonly number: number; readonly unit: "minute" | "hour" | "day" } | undefined {
  const [, number, unit] = /^rate\(\s*([1-9]\d*)\s+(minute|hour|day)s?\s*\)$/.exec(expression.trim()) ?? [];
  return unit === undefined ? undefined : { number: Number(number), unit: unit as "minute" | "hour" | "day" };
}

/** Minutes, hours, day of month, month, day of week, and year, which other AWS schedules leave out. */
function cronIn(expression: string): readonly string[] | undefined {
  return /^cron\(\s*([^()]+?)\s*\)$/.exec(expression.trim())?.[1]?.split(/\s+/);
}

interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly date: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Days of its month. */
  readonly length: number;
}

type Runs = (day: Day) => boolean;
const anyDay: Runs = () => true;

function isAny(field: string): boolean {
  return field === "*" || field === "?";
}

function dayAt(number: number): Day {
  const date = new Date(number * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return { year, month: month + 1, date: date.getUTCDate(), weekday: date.getUTCDay(), length };
}

/** The widest gap of a schedule that repeats with the calendar. */
function widestGap(runs: Runs, days: number): number | undefined {
  let [first, last, widest] = [-1, -1, 0];
  for (let at = 0; at < days; at++) {
    if (runs(dayAt(FIRST_DAY + at))) {
      widest = last < 0 ? widest : Math.max(widest, at - last);
      first = first < 0 ? at : first;
      last = at;
    }
  }
  return first < 0 ? undefined : Math.max(widest, first + days - last);
}

/** The widest gap of a schedule that names years: without end only if it runs until the last year that can be named. */
function untilLast(runs: Runs): number | undefined {
  const end = Date.UTC(YEARS.to + 1, 0, 1) / DAY_MS;
  let [last, widest] = [-1, 0];
  for (let at = FIRST_DAY; at < end; at++) {
    if (runs(dayAt(at))) {
      widest = last < 0 ? widest : Math.max(widest, at - last);
      last = at;
    }
  }
  // Shortly before that end a schedule of many years has its last run.
  return last >= 0 && end - last <= Math.max(widest, 366) ? widest : Number.POSITIVE_INFINITY;
}

/**
 * `L` is the last day, `L-3` the third before it, `LW` its last weekday, `15W` the weekday nearest to the 15th, `SUNL`
 * the last Sunday.
 */
function monthDays(field: string): Runs | undefined {
  return anyOf(field, (part) => {
    if (/^[A-Z]{3}L$/i.test(part)) {
      return weekDays(part);
    }
    const back = /^L(?:-(\d+))?$/i.exec(part);
    if (back !== null) {
      return ({ date, length }) => date === length - Number(back[1] ?? 0);
    }
    const near = /^(L|\d+)W$/i.exec(part)?.[1];
    if (near !== undefined) {
      const wanted = near.toUpperCase() === "L" ? undefined : Number(near);
      return (day) => day.date === nearestWeekday(day, wanted ?? day.length);
    }
    const dates = numbersOf(part, { from: 1, to: 31 }, []);
    return dates === undefined ? undefined : ({ date }) => dates.has(date);
  });
}

/** The Monday to Friday of a day's month that is nearest to a date of it; none where the month has no such date. */
function nearestWeekday({ date, weekday, length }: Day, wanted: number): number | undefined {
  if (wanted > length) {
    return undefined;
  }
  const on = (((weekday + wanted - date) % 7) + 7) % 7;
  if (on === 6) {
    return wanted === 1 ? 3 : wanted - 1;
  }
  return on === 0 ? (wanted === length ? wanted - 2 : wanted + 1) : wanted;
}

/** `MON#5` is the fifth Monday, which some months do not have; `6L` the last Friday; `L` is Saturday. */
function weekDays(field: string): Runs | undefined {
  return anyOf(field, (part) => {
    const [, named = "", nth] = /^(\w+)#([1-5])$/.exec(part) ?? /^([A-Z]{3}|[1-7])L$/i.exec(part) ?? [];
    if (named !== "") {
      const on = weekdayOf(named);
      const number = nth === undefined ? undefined : Number(nth);
      return on === undefined
        ? undefined
        : ({ weekday, date, length }) =>
            weekday === on && (number === undefined ? date > length - 7 : Math.ceil(date / 7) === number);
    }
    const days = part.toUpperCase() === "L" ? new Set([7]) : numbersOf(part, { from: 1, to: 7 }, WEEKDAYS);
    return days === undefined ? undefined : ({ weekday }) => days.has(weekday + 1);
  });
}

function weekdayOf(text: string): number | undefined {
  const number = numberIn(text, { from: 1, to: 7 }, WEEKDAYS);
  return number === undefined ? undefined : number - 1;
}

function anyOf(field: string, read: (part: string) => Runs | undefined): Runs | undefined {
  const parts = field.split(",").map(read);
  const known = parts.filter((each) => each !== undefined);
  return known.length < parts.length ? undefined : (day) => known.some((runs) => runs(day));
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The numbers of a list of `*`, `3`, `MAR`, `JAN-JUN`, `NOV-FEB`, also with a step: `1/3`, `/3` from the first on. */
function numbersOf(field: string, range: Range, words: readonly string[]): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const [, from = "", to, every] = /^([*?]|\w+|(?=\/))(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
    const all = from === "*" || from === "?" || (from === "" && every !== undefined);
    const start = all ? range.from : numberIn(from, range, words);
    // A step without an end goes on to the end of the range.
    const end = to !== undefined ? numberIn(to, range, words) : all || every !== undefined ? range.to : start;
    if (start === undefined || end === undefined || (all && to !== undefined)) {
      return undefined;
    }
    const size = range.to - range.from + 1;
    const length = (((end - start) % size) + size) % size;
    for (let at = 0; at <= length; at += Math.max(1, Number(every ?? 1))) {
      found.add(range.from + ((start - range.from + at) % size));
    }
  }
  return found;
}

function numberIn(text: string, { from, to }: Range, words: readonly string[]): number | undefined {
  const named = words.indexOf(text.toUpperCase());
  const number = named >= 0 ? from + named : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= from && number <= to ? number : undefined;
}
