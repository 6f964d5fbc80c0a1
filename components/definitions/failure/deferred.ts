import { literal } from "../../asl/jsonata";

/**
 * Begins the key under which a deferred failure is kept in the context while other apps go on: `[failed] <app>`. No app
 * has such a name, so results and deferred failures are merged alike. The policy pack knows the mark: a machine that
 * keeps a failure must test for it later, and fail where it is found.
 */
export const DEFERRED = "[failed] ";

/** Longest cause of a deferred failure, in characters; the app's own execution has all of it. */
const CAUSE_LIMIT = 2_000;

/**
 * JSONata: in a Catch, an object with the failure of an app, to be merged into the context: `{app, Error, Cause,
 * stops}`. `stops`: it ends the run once its siblings have finished.
 */
export function deferredFailure(app: string, stops: boolean): string {
  return `{${literal(`${DEFERRED}${app}`)}: ${cut("$states.errorOutput", `"app": ${literal(app)}, "stops": ${stops}`)}}`;
}

/**
 * JSONata: the same of the failure in a state's input, `{app, Error, Cause}`, which ends the run once its siblings have
 * finished.
 */
export const STOPPING_FAILURE = `{${literal(DEFERRED)} & $states.input.app: ${cut("$states.input", '"stops": true')}}`;

function cut(caught: string, more: string): string {
  return `$merge([${caught}, {"Cause": $substring(${caught}.Cause, 0, ${CAUSE_LIMIT}), ${more}}])`;
}

const KEY = `$substring($k, 0, ${DEFERRED.length})`;

/** JSONata: a context without deferred failures, as apps are given it. */
export function withoutDeferred(context: string): string {
  return `$sift(${context}, function($v, $k) { ${KEY} != ${literal(DEFERRED)} })`;
}

/** JSONata: of a context, nothing but deferred failures. */
export function onlyDeferred(context: string): string {
  return `$sift(${context}, function($v, $k) { ${KEY} = ${literal(DEFERRED)} })`;
}

/** JSONata: the deferred failures in a context, as a list. */
export function deferredIn(context: string): string {
  return `[$each(${context}, function($v, $k) { ${KEY} = ${literal(DEFERRED)} ? $v })]`;
}

/** JSONata: whether there are deferred failures in a context. */
export function hasDeferred(context: string): string {
  return `${literal(DEFERRED)} in $keys(${context}).$substring($, 0, ${DEFERRED.length})`;
}
