/** Each app's `after`. Names that are not keys are ignored, so that a graph with mistakes can be searched. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/** Dependencies of a blueprint's apps. */
export function dependenciesOf(apps: Readonly<Record<string, { readonly after: readonly string[] }>>): Dependencies {
  return new Map(Object.entries(apps).map(([name, { after }]) => [name, after]));
}

/** Apps that `app` waits for, directly or indirectly, sorted, without itself. */
export function ancestorsOf(app: string, dependencies: Dependencies): string[] {
  return ancestorsOfAny([app], dependencies);
}

/** Apps that any of `apps` waits for, directly or indirectly, sorted; some of `apps` can be among them. */
export function ancestorsOfAny(apps: readonly string[], dependencies: Dependencies): string[] {
  const found = new Set<string>();
  const open = apps.flatMap((app) => dependencies.get(app) ?? []);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || !dependencies.has(next)) {
      continue;
    }
    found.add(next);
    open.push(...(dependencies.get(next) ?? []));
  }
  return [...found].sort();
}

/** Every app after all that it waits for, in rounds, each round sorted. Apps on a cycle, or after one, are left out. */
export function topologicalOrder(dependencies: Dependencies): string[] {
  const dependents = dependentsOf(dependencies);
  const waiting = new Map([...dependencies.keys()].map((app) => [app, knownOf(app, dependencies).length]));
  const order: string[] = [];
  let ready = [...waiting].filter(([, count]) => count === 0).map(([app]) => app);
  while (ready.length > 0) {
    const freed: string[] = [];
    for (const app of ready.sort()) {
      order.push(app);
      for (const dependent of dependents.get(app) ?? []) {
        const left = (waiting.get(dependent) ?? 0) - 1;
        waiting.set(dependent, left);
        if (left === 0) {
          freed.push(dependent);
        }
      }
    }
    ready = freed;
  }
  return order;
}

/** For each app, the apps that wait for it directly. */
export function dependentsOf(dependencies: Dependencies): Map<string, string[]> {
  const dependents = new Map<string, string[]>([...dependencies.keys()].map((app) => [app, []]));
  for (const app of dependencies.keys()) {
    for (const other of knownOf(app, dependencies)) {
      dependents.get(other)?.push(app);
    }
  }
  return dependents;
}

/** Known apps that an app waits for directly, sorted, without repetition. */
export function knownOf(app: string, dependencies: Dependencies): string[] {
  return [...new Set(dependencies.get(app) ?? [])].filter((other) => dependencies.has(other)).sort();
}
