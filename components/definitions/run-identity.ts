import { jsonata, orNull } from "../asl/jsonata";
import type { ChoiceRule } from "../asl/types";
import type { EnvironmentNames } from "../core/names";
import { DESCRIBE_FAILURE } from "./failure/caught";

/**
 * Who started a run: claims of a token that the runs API has verified. It is in the input of the parent and of every
 * execution that the run starts, in outputs and in failure messages. The token itself is nowhere.
 */
export interface RunIdentity {
  /** Claim `sub`: the person's login, or the machine's client id. */
  readonly subject: string;
  /** Claim `cid`: the Okta client that the token was issued to. */
  readonly client: string;
  /** Groups of the person that the access map names; empty for a machine. */
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  /** Claim `jti`. */
  readonly tokenId: string;
  readonly issuer: string;
  readonly wayIn: "person" | "machine" | "agent";
  /** Only of an agent whose runs wait until a person approves. */
  readonly approval?: "required";
  /** When the token was issued, ISO 8601; so a request that is sent twice has the same input twice. */
  readonly time: string;
  /** When the token expires, in seconds since 1970. */
  readonly expires: number;
}

/** Error of a run whose identity is missing or too old. */
export const IDENTITY_REQUIRED = "IdentityRequired";

const INPUT = "$states.context.Execution.Input";

/** JSONata: the identity in the execution's input, null where there is none, as in a rehearsal by `up`. */
export const GIVEN_IDENTITY = jsonata(orNull(`${INPUT}.identity`));

/** JSONata: the same in the parent, which keeps what it hands to every execution that it starts. */
export const KEPT_IDENTITY = jsonata("$input.identity");

/** Member `identity` of an object, where the environment has a runs API. */
export function identityMember(
  identitySeconds: number | undefined,
  identity: string = GIVEN_IDENTITY,
): { readonly identity?: string } {
  return identitySeconds === undefined ? {} : { identity };
}

/**
 * Finds a run, not a rehearsal, without an identity, or with one that expired more than `seconds` ago. A run outlives
 * its token by design: the seconds bound how long an execution's input can be used again.
 */
export function identityRule(seconds: number, stateName: string): ChoiceRule {
  const age = `($type($e) = "number" ? $e : 0) + ${seconds} < $millis() / 1000`;
  return {
    Condition: jsonata(`($i := ${INPUT}; $e := $i.identity.expires; $not($i.rehearse = true) and ${age})`),
    Assign: { state: stateName },
    Output: { Error: IDENTITY_REQUIRED, Cause: "Start runs by the runs API" },
    Next: DESCRIBE_FAILURE,
  };
}

/** Line of a failure message: who started the run. */
export function startedByLine(identitySeconds: number | undefined): string[] {
  return identitySeconds === undefined
    ? []
    : [jsonata(`"Started by: " & [$failure.identity.subject, "no identity"][0]`)];
}

/** Command that starts another run where there is a runs API. */
export function startCommand({ scope }: EnvironmentNames): string {
  return `npm run -s start -- --stack ${scope.environment}`;
}
