import { type AccessEntry, entriesOf, type PeopleEntry } from "../access/entry";
import type { OnRequest } from "../access/on-request";
import type { Machine } from "../asl/step";
import type { EnvironmentNames } from "../core/names";
import type { PolicyDocument, PolicyStatement } from "../core/policy-document";
import { signingKeyPolicy } from "../encryption/signing-key";
import { changingBoundary } from "../iam/boundary";
import { machineStatements } from "../iam/machine-permissions";
import { peopleGroups } from "../okta/groups";
import type { GrantEntry, GrantsConfig } from "./api/config";
import { mostGrants } from "./denials";
import { grantMachine } from "./machine";
import { type GrantsNames, grantsNames } from "./names";
import { grantsApiStatements, membershipStatements } from "./permissions";

/** Everything about an environment's grants, computed. */
export interface GrantsPlan {
  readonly names: GrantsNames;
  readonly definition: Machine["definition"];
  readonly machineStatements: readonly PolicyStatement[];
  /** Upper bound of the machine's role; absent where the organisation has one. */
  readonly boundary?: PolicyDocument;
  readonly membershipStatements: readonly PolicyStatement[];
  /** What the function of the runs API may do in addition. */
  readonly apiStatements: readonly PolicyStatement[];
  /** What the policy of the signing key allows the function, for the environment's boundary. */
  readonly signingStatement: PolicyStatement;
  readonly signingKeyPolicy: PolicyDocument;
  /** Entries on request, and the entries of people whose members ask or answer. */
  readonly onRequest: readonly string[];
  readonly people: readonly string[];
  readonly api: GrantsConfig;
}

type RequestEntry = PeopleEntry & { readonly source: { readonly onRequest: OnRequest } };

/** Entries that grants fill. */
export function requestEntries(access: readonly AccessEntry[]): RequestEntry[] {
  return entriesOf(access, "people").filter((entry): entry is RequestEntry => "onRequest" in entry.source);
}

interface GrantsPlanArgs {
  /** Whether the environment keeps evidence. @default false */
  readonly evidence?: boolean;
  /** What the role of each entry may do. @default nothing */
  readonly identities?: Readonly<Record<string, readonly PolicyStatement[]>>;
}

/** Computes an environment's grants, without Pulumi. */
export function planGrants(
  environment: EnvironmentNames,
  access: readonly AccessEntry[],
  { evidence = false, identities = {} }: GrantsPlanArgs = {},
): GrantsPlan {
  const names = grantsNames(environment);
  const entries = requestEntries(access);
  const roleArns = entries.map(({ name }) => environment.role(name).arn);
  const { definition, needs } = grantMachine({ names: environment, roleArns, evidence });
  const statements = machineStatements(needs);
  const api = entries.map((entry) => ({
    ...apiEntry(environment, access, entry),
    most: mostGrants(identities[entry.name] ?? []),
  }));
  return {
    names,
    definition,
    machineStatements: statements,
    ...(environment.scope.boundaryArn === undefined ? { boundary: changingBoundary(environment, statements) } : {}),
    membershipStatements: membershipStatements(environment),
    apiStatements: grantsApiStatements(environment),
    signingStatement: { Effect: "Allow", Action: ["kms:Sign"], Resource: [environment.anyKeyArn] },
    signingKeyPolicy: signingKeyPolicy(environment.scope, "GrantsSign", names.membershipRole.arn),
    onRequest: entries.map(({ name }) => name),
    people: [
      ...new Set(
        entries.flatMap(({ source }) => [...source.onRequest.askedBy, ...approversOf(access, source.onRequest)]),
      ),
    ].filter((name) => access.some((entry) => entry.name === name)),
    api: {
      table: names.table.name,
      machineAliasArn: names.machine.aliasArn,
      executionPrefix: names.machine.executionPrefix,
      entries: api,
    },
  };
}

/** Entries of people for good that have the role which approves. */
function approversOf(access: readonly AccessEntry[], { approvedBy }: OnRequest): string[] {
  return entriesOf(access, "people")
    .filter(({ role, source }) => role === approvedBy && !("onRequest" in source))
    .map(({ name }) => name);
}

function apiEntry(
  names: EnvironmentNames,
  access: readonly AccessEntry[],
  entry: RequestEntry,
): Omit<GrantEntry, "most"> {
  const people = entriesOf(access, "people");
  const groups = peopleGroups(names, Object.fromEntries(people.map(({ name, source }) => [name, source])));
  const namesOf = (members: readonly string[]) => members.flatMap((one) => groups[one]?.name ?? []);
  const { askedBy, longestMinutes, reason, breakGlass } = entry.source.onRequest;
  return {
    name: entry.name,
    role: names.role(entry.name).name,
    askers: namesOf(askedBy),
    approvers: namesOf(approversOf(access, entry.source.onRequest)),
    longestMinutes,
    ...(reason === undefined ? {} : { reason }),
    breakGlass,
  };
}
