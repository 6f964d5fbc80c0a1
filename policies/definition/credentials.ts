import { prefixOfService } from "../iam/action-table";
import { credentialCallOf } from "../iam/credential-calls";
import { isPresent, Unknown, type Value } from "../kit/value";
import type { State } from "./model";
import { argumentOf, argumentsOf, type Call, callOf } from "./tasks";

/** A call whose answer is a credential, or can be one. */
export interface CredentialAnswer {
  readonly call: Call;
  /** The argument that decides, where its value is not in the definition; none if the answer always is a credential. */
  readonly undecided?: string;
}

/** The call of a state whose answer would be in the run's history, readable for 90 days, and in its logs. */
export function credentialAnswer(state: State): CredentialAnswer | Unknown | undefined {
  const call = callOf(state);
  const found = call && credentialCallOf(prefixOfService(call.service) ?? call.service, call.action);
  if (found === undefined || call === undefined) {
    return undefined;
  }
  if (found.onlyIf === undefined) {
    return { call };
  }
  const { argument, is } = found.onlyIf;
  const value = decided(state, argument);
  if (value instanceof Unknown) {
    return value;
  }
  return value === undefined ? { call, undecided: argument } : value === is ? { call } : undefined;
}

/** The value of an argument; undefined if only a run knows it. False, the default of AWS, where it is left out. */
function decided(state: State, argument: string): boolean | Unknown | undefined {
  const given = argumentsOf(state);
  // Without arguments, or with an expression for all of them, the call has what the run hands it.
  if (given instanceof Unknown) {
    return given;
  }
  if (typeof given !== "object" || given === null) {
    return undefined;
  }
  const value = argumentOf(state, argument);
  return isPresent(value) ? literal(value) : false;
}

function literal(value: Value): boolean | Unknown | undefined {
  if (typeof value === "boolean" || value instanceof Unknown) {
    return value;
  }
  const constant = typeof value === "string" ? /^\{%\s*(true|false)\s*%\}$/.exec(value)?.[1] : undefined;
  return constant === undefined ? undefined : constant === "true";
}
