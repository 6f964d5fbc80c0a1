type AccessMapJson = Readonly<Record<string, object>>;

/** An access map with the entries that a page adds to its members. */
export function mergedMap(map: unknown, added: unknown): object {
  const [before, more] = [map as AccessMapJson, added as AccessMapJson];
  return Object.fromEntries(
    Object.entries({ ...before, ...more }).map(([member, value]) => [
      member,
      typeof value === "string" ? value : { ...before[member], ...value },
    ]),
  );
}
