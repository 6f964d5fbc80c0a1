/** One mistake in something a person wrote: place, message and fix. */
export interface Problem {
  /** Path of the value, e.g. `apps.orders.after[1]`; empty for the whole. */
  readonly place: string;
  /** The mistake, with the value found. */
  readonly message: string;
  /** The correction. */
  readonly fix: string;
}

/**
 * One message for all problems: a headline that names the source, then for each a number, place, message and fix. A
 * single problem has the same form, so that tools can rely on it.
 */
export function formatProblems(source: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(
    ({ place, message, fix }, index) =>
      `  ${index + 1}. ${place === "" ? "" : `${place}: `}${message}\n     fix: ${fix}`,
  );
  return [`${source}: ${count}`, ...lines].join("\n");
}

/** Message for something that is accepted and may be a mistake. */
export function formatWarning({ place, message, fix }: Problem): string {
  return `${place}: ${message}\n     fix: ${fix}`;
}

/** Thrown where the caller cannot continue; its message lists every problem. */
export class ProblemsError extends Error {
  override readonly name = "ProblemsError";

  constructor(
    /** File or setting with the problems. */
    readonly source: string,
    readonly problems: readonly Problem[],
  ) {
    super(formatProblems(source, problems));
  }
}

/** `did you mean "orders"?` where one of the known names is near to the name that was written, else `otherwise`. */
export function nameFix(wrong: string, names: Iterable<string>, otherwise: string): string {
  const closest = closestName(wrong, names);
  return closest === undefined ? otherwise : `did you mean "${closest}"?`;
}

/**
 * Problem for an unknown name, with the closest known one as its fix, or all of them. `noun` says what is named, e.g.
 * `machine`.
 */
export function unknownName(place: string, noun: string, name: string, names: readonly string[]): Problem {
  return { place, message: `unknown ${noun} "${name}"`, fix: nameFix(name, names, `name one of ${names.join(", ")}`) };
}

/**
 * The known name that is closest to a mistyped one; undefined where more letters differ.
 *
 * @param most letters that may differ. @default a third of them
 */
export function closestName(
  wrong: string,
  names: Iterable<string>,
  most = Math.floor(Math.max(wrong.length, 3) / 3),
): string | undefined {
  let best: string | undefined;
  let least = most + 1;
  for (const name of names) {
    if (Math.abs(name.length - wrong.length) >= least) {
      continue;
    }
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase());
    if (distance < least || (distance === least && best !== undefined && name < best)) {
      best = name;
      least = distance;
    }
  }
  return best;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
