import { integration, jsonata, literal } from "../../asl/jsonata";
import { IAM_RETRY, longestSeconds } from "../../asl/retry";
import { TIMINGS } from "../../asl/timeouts";
import type { Catcher, ChoiceRule, Json, State } from "../../asl/types";
import type { Named, Scope } from "../../core/names";
import type { PermissionCheck } from "../../versions/rehearsal/simulation/permission-checks";
import { type SimulatorCall, simulatorCalls } from "../../versions/rehearsal/simulation/simulator-calls";
import { FAILURE_START } from "../failure/path";
import { REHEARSING_CONDITION } from "./protocol";

export interface Ask extends SimulatorCall {
  readonly role: string;
}

export interface RoleChecks {
  readonly role: Named;
  readonly checks: readonly PermissionCheck[];
}

export function asksOf(roles: readonly RoleChecks[]): Ask[] {
  return roles.flatMap(({ role, checks }) => simulatorCalls(checks).map((call) => ({ role: role.name, ...call })));
}

/** First state of the questions: asks the next one, or goes on. */
export const NEXT_QUESTION = "Rehearse next";
const APART = "Rehearse apart";

/** Most results that IAM gives at once. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
const MOST_RESULTS = 1000;

/** What IAM answers where actions cannot be asked about in one call ("require different authorization information"); which ones is not documented. */
const NOT_TOGETHER = "Iam.InvalidInputException";

export interface QuestionsArgs {
  readonly scope: Scope;
  /** Roles that are asked about, by what the states call them. */
  readonly roles: Readonly<Record<string, Named>>;
  /** Where to go when all is asked. */
  readonly next: string;
  /** Catches everything in a question about a role. */
  readonly caught: (role: Named) => Catcher;
}

const SHOW_ROLE = "aws iam list-role-policies --role-name ";

/** JSONata: what is denied so far, sentences; {@link questionStates} collect it. */
export const DENIED = "$rehearsal.denied";

/** JSONata: members of a verdict on roles of which something is denied; `next` shows the first of them. Role names hold no blanks. */
export const MISSING = `"error": "PermissionMissing", "cause": $join(${DENIED}, "; "), "next": ${literal(SHOW_ROLE)} & $match($join(${DENIED}, " "), /(\\S+) may /)[0].groups[0]`;

/** Value of the variable `rehearsal` before the first question. */
export function openQuestions(asks: readonly Ask[]): Json {
  return {
    asks: asks.map(({ role, context, checks }) => ({
      role,
      context: context.map((entry) => ({ ...entry })),
      checks: checks.map((check) => ({ ...check })),
    })),
    denied: [],
  };
}

/** Command that shows what a role is allowed. */
export function showRole(name: string): string {
  return `${SHOW_ROLE}${name}`;
}

/**
 * States that ask IAM what is open in the variable `rehearsal`, one call after another, and collect what is denied. Where IAM refuses to be asked about several
 * actions at once, or answers for other names than it was asked, each action is asked about alone. Hands its input on.
 */
export function questionStates(args: QuestionsArgs): Record<string, State> {
  const roles = Object.entries(args.roles);
  const ways = roles.map(
    ([label, { name }]): ChoiceRule => ({
      Condition: jsonata(`$rehearsal.asks[0].role = ${literal(name)}`),
      Next: questionName(label),
    }),
  );
  return {
    [NEXT_QUESTION]: { Type: "Choice", Choices: ways, Default: args.next },
    ...Object.fromEntries(roles.map(([label, role]) => [questionName(label), question(args, role)])),
    // Asks once more what the run was asked: only in a rehearsal is there another way to ask.
    [APART]: {
      Type: "Choice",
      Choices: [{ Condition: REHEARSING_CONDITION, Next: NEXT_QUESTION }],
      Default: FAILURE_START,
    },
  };
}

/** Longest time that asking takes, if IAM takes the questions as they are. */
export function questionSeconds(asks: readonly Ask[]): number {
  return asks.length * longestSeconds(TIMINGS.apiCall, IAM_RETRY);
}

function questionName(label: string): string {
  return `Rehearse ${label}`;
}

function question({ scope, caught }: QuestionsArgs, role: Named): State {
  const last = caught(role);
  return {
    Type: "Task",
    Resource: integration(scope.partition, "aws-sdk:iam:simulatePrincipalPolicy"),
    Arguments: {
      PolicySourceArn: role.arn,
      ActionNames: jsonata("[$distinct($rehearsal.asks[0].checks.actions)]"),
      ResourceArns: jsonata("[$distinct($rehearsal.asks[0].checks.resources)]"),
      ContextEntries: jsonata("[$rehearsal.asks[0].context]"),
      MaxItems: MOST_RESULTS,
    },
    TimeoutSeconds: TIMINGS.apiCall,
    Retry: IAM_RETRY,
    Catch: [
      {
        ErrorEquals: [NOT_TOGETHER],
        Output: jsonata("$states.input"),
        Assign: { ...last.Assign, rehearsal: jsonata(REFUSED) },
        Next: APART,
      },
      last,
    ],
    Assign: { rehearsal: jsonata(ANSWERED) },
    Output: jsonata("$states.input"),
    Next: NEXT_QUESTION,
  };
}

/** JSONata bindings: the question that was asked, those behind it, and how to ask about each of its actions alone. */
const ASKED = [
  "$ask := $rehearsal.asks[0]",
  "$rest := [$filter($rehearsal.asks, function($one, $at) { $at > 0 })]",
  `$apart := function($one) { $one.checks.($check := $; $check.actions.{"role": $one.role, "context": [$one.context], "checks": [{"actions": [$], "resources": [$check.resources]}]}) }`,
].join("; ");

/**
 * JSONata: the questions after an answer. IAM answers for each action and resource, or, for several resources, for each action with the resources within it. A pair
 * is denied by a decision about it that is not `allowed`. Where IAM answers for other names (a pattern written out, say), all decisions about the action
 * count, and none at all is none to go by.
 */
const ANSWERED =
  `(${[
    ASKED,
    "$results := $states.result.EvaluationResults",
    '$inner := $results.($action := EvalActionName; ResourceSpecificResults.{"pair": $action & " " & EvalResourceName, "said": EvalResourceDecision}){pair: [said]}',
    '$by := $merge([$results{EvalActionName & " " & EvalResourceName: [EvalDecision]}, $inner])',
    `$pairs := [$ask.checks.($check := $; $check.actions.($action := $; $check.resources.{"a": $action, "r": $, "said": [$lookup($by, $action & " " & $)]}))]`,
    "$unnamed := $exists($pairs[$count(said) = 0])",
    "$any := function($action) { [$results[EvalActionName = $action].($exists(ResourceSpecificResults[0]) ? ResourceSpecificResults.EvalResourceDecision : EvalDecision)] }",
    '$judged := $unnamed ? $pairs.($count(said) > 0 ? $ : {"a": a, "r": r, "said": $any(a)}) : $pairs',
    '$bad := $judged[$count(said) = 0 or $exists(said[$ != "allowed"])]',
    `$sentences := $bad.(($count(said) = 0 ? "IAM does not say whether " & $ask.role & " may " : $ask.role & " may not ") & a & " on " & r)`,
  ].join("; ")}; $unnamed and $count($ask.checks) > 1 ` +
  `? {"asks": [$apart($ask), $rest], "denied": [$rehearsal.denied]} ` +
  `: {"asks": $rest, "denied": [$rehearsal.denied, $sentences]})`;

/** JSONata: the questions after IAM has refused one. Of one action alone it is a finding. */
const REFUSED =
  `(${ASKED}; $count($ask.checks.actions) > 1 ? {"asks": [$apart($ask), $rest], "denied": [$rehearsal.denied]} ` +
  `: {"asks": $rest, "denied": [$rehearsal.denied, "IAM cannot be asked whether " & $ask.role & " may " & $ask.checks[0].actions[0] & ": " & $substring([$states.errorOutput.Cause, "no reason given"][0], 0, 200)]})`;
