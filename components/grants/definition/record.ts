import { jsonata, membersOf, orNull } from "../../asl/jsonata";
import type { Steps } from "../../asl/step";
import type { Json } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { IDENTITY, recordHead } from "../../definitions/evidence/record-body";
import { writeRecordSteps } from "../../definitions/evidence/write-record";

/**
 * Writes the record of a grant when its access has ended. A grant has one record, under its id: a cleanup that goes on
 * for a workflow that is gone knows what that one did, and where a record is there already, nothing is left to record.
 */
export function grantRecordSteps(names: EnvironmentNames, next: string): Steps {
  return writeRecordSteps({
    names,
    folder: "grants",
    key: '$substring($requested, 0, 10) & "/" & $grant.id & ".json"',
    body: recordBody(names),
    next,
  });
}

/** The record member by member, from the variables of the workflow: nothing that an input has in addition gets in. */
function recordBody(names: EnvironmentNames): Json {
  const of = (member: string) => jsonata(`$grant.${member}`);
  const time = (state: string) => orNull(`$transitions[to="${state}"][0].at`);
  return {
    ...recordHead(names, "grant"),
    recordedBy: jsonata('$exists($states.context.Execution.Input.cleanup) ? "cleanup" : "workflow"'),
    grant: of("id"),
    role: of("entry"),
    iamRole: of("role"),
    person: { login: of("person.login"), user: of("person.id") },
    identity: jsonata(membersOf("$grant.identity", IDENTITY)),
    eligibility: jsonata("[$grant.eligibility]"),
    minutes: of("minutes"),
    reason: of("reason"),
    ticket: of("ticket"),
    breakGlass: of("breakGlass"),
    needsApproval: of("approval"),
    approval: jsonata(membersOf("$approval", ["by", "time"])),
    requestedAt: jsonata("$requested"),
    activeFrom: jsonata(time("active")),
    activeUntil: jsonata("$until = null ? null : $fromMillis($until)"),
    end: jsonata('$merge([$end, {"at": $transitions[to in ["ending", "ended"]][0].at}])'),
    otherGrants: jsonata("$others"),
    sessionsDeniedAt: jsonata(time("sessions denied")),
    outOfGroupAt: jsonata(time("out of the group")),
    transitions: jsonata("[$transitions]"),
    failures: jsonata("[$failures]"),
    executions: jsonata("[$failures.execution, $states.context.Execution.Id]"),
  };
}
