/** What is needed of an app to find it. */
export interface EndedApp {
  readonly app: string;
  readonly after: readonly string[];
  /** Undefined for one that did not run. */
  readonly run?: { readonly endedAt?: number | undefined } | undefined;
}

/**
 * The chain of apps that decided how long a run took: the app that ended last, before it the one of its dependencies
 * that ended last, and so on. Empty where nothing has ended.
 */
export function criticalPathOfRun(apps: readonly EndedApp[]): string[] {
  const byName = new Map(apps.map((one) => [one.app, one]));
  const latest = (names: Iterable<string>): EndedApp | undefined => {
    let found: EndedApp | undefined;
    for (const name of names) {
      const one = byName.get(name);
      if ((one?.run?.endedAt ?? Number.NEGATIVE_INFINITY) > (found?.run?.endedAt ?? Number.NEGATIVE_INFINITY)) {
        found = one;
      }
    }
    return found;
  };
  const path: string[] = [];
  for (let one = latest(byName.keys()); one !== undefined; one = latest(one.after)) {
    path.unshift(one.app);
  }
  return path;
}
