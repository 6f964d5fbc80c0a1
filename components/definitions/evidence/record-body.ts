import { jsonata, literal, membersOf, orNull } from "../../asl/jsonata";
import type { Json } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { environmentLabel } from "../failure/message";
import { NOT_RELEASED } from "../rollback/definition";

/** Names the version of the schema in every record. */
export const EVIDENCE_SCHEMA = "app-of-apps/evidence/1";

/** Longest cause in a record, in characters. */
const CAUSE_LIMIT = 2_000;

/** Members of an identity that a record has. */
export const IDENTITY = [
  "subject",
  "client",
  "groups",
  "scopes",
  "tokenId",
  "issuer",
  "wayIn",
  "time",
  "expires",
] as const;

/** What the record of a kind begins with. */
export function recordHead(names: EnvironmentNames, kind: string) {
  const { account, region } = names.scope;
  return {
    schema: EVIDENCE_SCHEMA,
    kind,
    environment: environmentLabel(names),
    account,
    region,
    recordedAt: jsonata("$now()"),
  };
}

/**
 * The record of a run, member by member in a fixed order, from the variables of the machine that writes it. Only named
 * members are copied: nothing that a task returned, or that an input has in addition, gets in.
 */
export function recordBody(names: EnvironmentNames): Json {
  const { scope, failureTopic } = names;
  const cause = `$substring($failure.cause, 0, ${CAUSE_LIMIT})`;
  return {
    ...recordHead(names, "run"),
    recordedBy: jsonata("$by"),
    run: jsonata("$run"),
    execution: jsonata("$ended.ExecutionArn"),
    redrives: jsonata("$ended.RedriveCount"),
    rehearsal: jsonata("$input.rehearse = true"),
    status: jsonata("$ended.Status"),
    startedAt: jsonata("$ended.StartDate"),
    endedAt: jsonata("$ended.StopDate"),
    who: {
      identity: jsonata(membersOf("$input.identity", IDENTITY)),
      approval: jsonata(membersOf("$told.approval", ["by", "time"])),
    },
    what: { blueprint: scope.blueprint, version: jsonata("$ran.version"), alias: jsonata("$ran.alias") },
    apps: jsonata("$apps"),
    failure: jsonata(
      `$failure = null ? null : {"app": ${orNull("$failure.app")}, "state": ${orNull("$failure.state")}, ` +
        `"error": ${orNull("$failure.error")}, "cause": ${orNull(cause)}, "execution": $failure.execution}`,
    ),
    failed: jsonata(`[$told.failed.{"app": app, "error": ${orNull("error")}}]`),
    rollbacks: jsonata(`[$rollbacks[status != ${literal(NOT_RELEASED)}].{"app": app, "status": status}]`),
    notified: jsonata(
      `$failure = null or $input.quiet = true ? null : {"topic": ${literal(failureTopic.arn)}, "result": ${orNull("$told.notified")}}`,
    ),
  };
}
