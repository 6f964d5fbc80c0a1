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
 * JSONata: in a Catch, an object with the failure of an app that lets others go on, to be merged into the context:
 * `{app, Error, Cause, stops}`.
 */
export function deferredFailure(app: string): string {
  const more = `{"app": ${literal(app)}, "stops": false}`;
  return `{${literal(`${DEFERRED}${app}`)}: ${cut("$states.errorOutput", more)}}`;
}

/**
 * JSONata: the same of the failure in a state's input, `{app, Error, Cause}`, which ends the run once its siblings have
 * finished.
 */
export const STOPPING_FAILURE = `{${literal(DEFERRED)} & $states.input.app: ${cut("$states.input", '{"stops": true}')}}`;

function cut(caught: string, more: string): string {
  return `$merge([${caught}, {"Cause": $substring(${caught}.Cause, 0, ${CAUSE_LIMIT})}, ${more}])`;
}

/** JSONata: a context without deferred failures, as apps are given it. */
export function withoutDeferred(context: string): string {
  return `$sift(${context}, function($v, $k) { $substring($k, 0, ${DEFERRED.length}) != ${literal(DEFERRED)} })`;
}

/** JSONata: the deferred failures in a context, as a list. */
export function deferredIn(context: string): string {
  return `[$each(${context}, function($v, $k) { $substring($k, 0, ${DEFERRED.length}) = ${literal(DEFERRED)} ? $v })]`;
}
