import type { Asl, Json } from "../machines";
import { ACCOUNT, call, catching, choose, define, failureStates, from, start } from "./parts";

/** The one Fail of a branch, which hands the failure on to the Parallel. */
function branchFailed(): Asl {
  return { Type: "Fail", Error: "{% $states.input.Error %}", Cause: "{% $string($states.input) %}" };
}

/** A branch of these apps, one after the other, whose failures end it. */
export function branch(first: string, states: Asl): Json {
  return { StartAt: first, States: { ...states, [`${first} branch failed`]: branchFailed() } };
}

/** Inside a branch a Catch hands the failure on as its Output. */
export function out(app: string, first: string): Asl {
  return { Catch: [{ ErrorEquals: ["States.ALL"], Output: from(app), Next: `${first} branch failed` }] };
}

/** The Catch of a Parallel: what a branch handed on, or what is known of the block itself. */
function block(name: string, extra: Asl): Asl[] {
  const caught = `{% $contains($states.errorOutput.Cause, /^{"app":/) ? $parse($states.errorOutput.Cause) : $merge([{"app": "${name}"}, $states.errorOutput]) %}`;
  return [
    { ErrorEquals: ["States.ALL"], ...extra, ...("Output" in extra ? { Output: caught } : { Assign: { caught } }) },
  ];
}

/** What is done about a failure: roll back where it is due, unless a child has notified publish once, then fail. */
export function rollbackStates(): Asl {
  return {
    ...failureStates("Is rollback due"),
    "Is rollback due": choose("Was failure notified", [
      "$not($states.context.Execution.Input.rehearse = true)",
      "Roll back apps",
    ]),
    "Roll back apps": call(
      "states:startExecution.sync:2",
      {
        StateMachineArn: `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:shop-test_rollback_run:live`,
        Input: { run: "{% $states.context.Execution.Name %}", why: "{% $failure.error %}" },
      },
      {
        Assign: { rollbacks: "{% $states.result.Output.rollbacks %}" },
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Assign: { rollbacks: "{% $states.errorOutput.Cause %}" },
            Next: "Was failure notified",
          },
        ],
        Next: "Was failure notified",
      },
    ),
    "Was failure notified": choose("Look up version", ['$substring($failure.cause, 0, 11) = "[notified] "', "Failed"]),
  };
}

/** Apps in sequence and in nested Parallels: a failure stops the run. */
export function parent(): Asl {
  return define("Parallel 1", {
    "Parallel 1": {
      Type: "Parallel",
      Branches: [
        branch("carts", {
          carts: start("carts", { ...out("carts", "carts"), Next: "Parallel 2" }),
          "Parallel 2": {
            Type: "Parallel",
            Branches: [
              branch("catalog", { catalog: start("catalog", { ...out("catalog", "catalog"), End: true }) }),
              branch("stock", { stock: start("stock", { ...out("stock", "stock"), End: true }) }),
            ],
            Catch: block("Parallel 2", { Output: "", Next: "carts branch failed" }),
            End: true,
          },
        }),
        branch("orders", { orders: start("orders", { ...out("orders", "orders"), End: true }) }),
      ],
      Catch: block("Parallel 1", { Next: "Describe failure" }),
      Next: "ui",
    },
    ui: start("ui", { Next: "Was rehearsal proven" }),
    "Was rehearsal proven": choose("Done", [
      '$states.context.Execution.Input.rehearse = true and $not($states.context.Execution.Input.quiet = true) and "broken" in $states.input.context.*.verdict',
      "Describe failure",
      { caught: { app: "shop-test", Error: "RehearsalFailed", Cause: "{% $string($states.input.context) %}" } },
    ]),
    Done: { Type: "Succeed", Output: "{% $states.input %}" },
    ...rollbackStates(),
  });
}

/** The Catch of an app whose failure is kept as data while others run: under its own mark. */
function deferring(app: string, stops: boolean, next: Asl): Asl {
  const failure = `{"app": "${app}", "Error": $states.errorOutput.Error, "Cause": $substring($states.errorOutput.Cause, 0, 200), "stops": ${stops}}`;
  return {
    Catch: [
      {
        ErrorEquals: ["States.ALL"],
        Output: `{% $merge([$states.input, {"[failed] ${app}": ${failure}}]) %}`,
        ...next,
      },
    ],
  };
}

const failures = (found: string) =>
  `true in $each($states.input, function($v, $k) { $substring($k, 0, 9) = "[failed] "${found} })`;
const first = { caught: `{% $each($states.input, function($v, $k) { $substring($k, 0, 9) = "[failed] " ? $v })[0] %}` };

/** Siblings run to their end; failures are tested for behind their block, and at the end of the run. */
export function deferringParent(): Asl {
  const end = (name: string): Asl => ({ [`${name} done`]: { Type: "Pass", End: true } });
  return define("Parallel 1", {
    "Parallel 1": {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "carts",
          States: {
            carts: start("carts", { ...deferring("carts", true, { Next: "carts done" }), Next: "catalog" }),
            catalog: start("catalog", { ...deferring("catalog", false, { Next: "carts done" }), Next: "carts done" }),
            ...end("carts"),
          },
        },
        {
          StartAt: "orders",
          States: {
            orders: start("orders", { ...deferring("orders", true, { Next: "orders done" }), End: true }),
            ...end("orders"),
          },
        },
      ],
      Output: "{% $merge($states.result) %}",
      Catch: catching("Parallel 1"),
      Next: "Check Parallel 1",
    },
    "Check Parallel 1": choose("ui", [failures(" and $v.stops"), "Describe failure", first]),
    ui: start("ui", { ...deferring("ui", false, { Next: "Check failures" }), Next: "Check failures" }),
    "Check failures": choose("Done", [failures(""), "Describe failure", first]),
    Done: { Type: "Succeed", Output: "{% $states.input %}" },
    ...rollbackStates(),
  });
}
