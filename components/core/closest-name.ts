/** The name nearest to a mistyped one, if it is near enough to be meant: at most a third of its letters differ. */
export function closestName(wrong: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.floor(Math.max(wrong.length, 3) / 3) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wrong.length) >= least) continue;
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
