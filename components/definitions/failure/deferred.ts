import { literal } from "../../asl/jsonata";

/**
 * Begins the name under which a failure is kept among the results while other apps go on: `[failed] <app>`. No app has such a name, so results and failures are
 * merged alike. The policy pack knows the mark: whoever keeps a failure has to look for it later, and to fail where it is found.
 */
export const KEPT = "[failed] ";

/** Apps that a summary names at most; a cause has 32,768 characters. */
const NAMED_MOST = 50;

/** What a machine knows of an app that failed while others go on. */
export function keptKey(app: string): string {
  return `${KEPT}${app}`;
}

const eachKept = (data: string, found: string) =>
  `$each(${data}, function($v, $k) { $substring($k, 0, ${KEPT.length}) = ${literal(KEPT)} ${found} })`;

/** JSONata: whether a failure is kept that ends the run, not only its own app. */
export function stopIsKept(data = "$states.input"): string {
  return `true in ${eachKept(data, "and $v.stops")}`;
}

/** JSONata: whether any failure is kept. */
export function anyIsKept(data = "$states.input"): string {
  return `true in ${eachKept(data, "")}`;
}

/** JSONata: the first kept failure that ends the run, or, if there is none, the first. */
export function firstKept(data = "$states.input"): string {
  const all = `[${eachKept(data, "? $v")}]`;
  return `($kept := ${all}; [$kept[stops], $kept][0])`;
}

/** JSONata: the apps whose failures are kept, and their errors, in short. */
export function keptSummary(data = "$states.input"): string {
  const all = `[${eachKept(data, '? {"app": $v.app, "error": $substring($v.error, 0, 60)}')}]`;
  return `$append([], ${all}[[0..${NAMED_MOST - 1}]])`;
}
