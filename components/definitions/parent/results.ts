import { literal } from "../../asl/jsonata";
import type { Json } from "../../asl/types";
import { ancestorsOf, ancestorsOfAny, type Dependencies } from "../../blueprint/dependencies";
import { KEPT } from "../failure/deferred";
import { type CutPlan, type Part, type Unit, unitsOf } from "./partition";

/** Bytes of results that a machine holds at most; a state's data is limited to 256 KiB, and what is around the results needs some. */
export const DATA_LIMIT = 250_000;

/** JSONata: the context that the execution was given, an empty object if none. */
export const GIVEN = `($type($states.context.Execution.Input.context) = "object" ? $states.context.Execution.Input.context : {})`;

/** JSONata function: bytes of a value as JSON. JSON text holds no control characters, so what is outside the blank to the tilde takes at most three bytes per UTF-16 unit. */
const SIZE = `function($x) { $length($replace($string($x), /[^ -~]/, "###")) }`;

/** Results of apps that are needed after the machine's last unit. */
const FOREVER = 1_000_000;

/** Names of apps, as a JSONata list. */
const list = (apps: Iterable<string>): string => `[${[...apps].map(literal).join(", ")}]`;

/** What a machine's data holds at which place: results by app, the state's data, so that a branch sees what was there when it began. */
export class RunData {
  /** Position of each unit in the machine, from 1. */
  private readonly positions = new Map<string, number>();
  /** Position of the last unit that needs an app's result. */
  private readonly until = new Map<string, number>();

  /**
   * @param plan what the machine runs
   * @param parts all parts of the environment
   * @param exported apps of the machine whose results are needed after it
   */
  constructor(
    plan: CutPlan,
    private readonly parts: readonly Part[],
    private readonly dependencies: Dependencies,
    exported: ReadonlySet<string>,
  ) {
    unitsOf(plan).forEach((unit, index) => {
      this.positions.set(keyOf(unit), index + 1);
      for (const needed of this.wanted(unit)) this.until.set(needed, index + 1);
    });
    for (const app of exported) this.until.set(app, FOREVER);
  }

  /** Apps that run within a plan of this machine. */
  appsOf(plan: CutPlan): string[] {
    return unitsOf(plan).flatMap((unit) => ("app" in unit ? [unit.app] : this.part(unit.part).apps));
  }

  /** Value of the variable `until`: by app, the position of the last unit that needs its result. */
  untilVariable(): Json {
    const needed = [...this.until].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(needed);
  }

  /** JSONata: the results among `done` that a unit needs, and nothing else of the machine's data. */
  neededBy(unit: Unit, done: ReadonlySet<string>, keeps: boolean): string {
    const wanted = new Set([...this.wanted(unit)].filter((app) => done.has(app)));
    if (wanted.size === 0) return "{}";
    const others = [...done].filter((other) => !wanted.has(other)).sort();
    if (others.length === 0 && !keeps) return "$states.input";
    const sorted = [...wanted].sort();
    const test = others.length < wanted.size && !keeps ? `$not($app in ${list(others)})` : `$app in ${list(sorted)}`;
    return `$sift($states.input, function($result, $app) { ${test} })`;
  }

  /** JSONata: of some data, the results and kept failures of these apps. */
  only(data: string, apps: readonly string[]): string {
    const test = `$app in ${list([...apps].sort())} or $substring($app, 0, ${KEPT.length}) = ${literal(KEPT)}`;
    return `$merge([{}, $sift(${data}, function($result, $app) { ${test} })])`;
  }

  /**
   * JSONata: the data, or, where that is larger than `limit` bytes, what units after `plan` need of it. If that is still too large and there is an `owner`, the
   * state fails with a message that names it.
   */
  fitting(data: string, plan: CutPlan, { limit, owner }: { readonly limit: number; readonly owner?: string }): string {
    const after = Math.max(...unitsOf(plan).map((unit) => this.positions.get(keyOf(unit)) ?? 0));
    const test = `$substring($app, 0, 1) = "[" or $lookup($until, $app) > ${after}`;
    const needed = `$merge([{}, $sift($all, function($result, $app) { ${test} })])`;
    const refusal = `The results that later apps need are larger than ${limit} bytes after ${owner}; return less, e.g. where the result is stored`;
    const rest =
      owner === undefined
        ? needed
        : `($rest := ${needed}; $size($rest) <= ${limit} ? $rest : $error(${literal(refusal)}))`;
    return `($size := ${SIZE}; $all := ${data}; $size($all) <= ${limit} ? $all : ${rest})`;
  }

  /** Apps whose results a unit needs: for a part, what its apps need of others. */
  private wanted(unit: Unit): ReadonlySet<string> {
    if ("app" in unit) return new Set(ancestorsOf(unit.app, this.dependencies));
    return neededFromOutside(this.part(unit.part).apps, this.dependencies);
  }

  private part(index: number): Part {
    const part = this.parts[index - 1];
    if (part === undefined) throw new Error(`there is no part ${index}`);
    return part;
  }
}

/** Apps, none of these, whose results some of these need. */
export function neededFromOutside(apps: readonly string[], dependencies: Dependencies): Set<string> {
  const own = new Set(apps);
  return new Set(ancestorsOfAny(apps, dependencies).filter((app) => !own.has(app)));
}

function keyOf(unit: Unit): string {
  return "app" in unit ? unit.app : `part ${unit.part}`;
}
