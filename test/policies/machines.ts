/** State machine definitions as plain objects, and how to bend them. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Asl = { [key: string]: Json };

export const topic = "arn:aws:sns:eu-central-1:111122223333:failures";
const role = "arn:aws:iam::111122223333:role/orders-task";

/** A publish to the failure topic, whose own failure goes to `unnotified`. */
export function publish(next: string, unnotified: string): Asl {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    Arguments: { TopicArn: topic, Message: "{% $string($failure) %}" },
    TimeoutSeconds: 30,
    Catch: [{ ErrorEquals: ["States.ALL"], Next: unnotified }],
    Next: next,
  };
}

/** A Task with every guard, whose failure goes to `Notify`. */
export function task(next?: string, extra: Asl = {}): Asl {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName: "arn:aws:lambda:eu-central-1:111122223333:function:orders" },
    Credentials: { RoleArn: role },
    TimeoutSeconds: 60,
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
    ...(next === undefined ? { End: true } : { Next: next }),
    ...extra,
  };
}

/** `Notify`, `Failed` and `FailedUnnotified`: the failure path that `task` leads to. */
export function failurePath(): Asl {
  return {
    Notify: publish("Failed", "FailedUnnotified"),
    Failed: { Type: "Fail" },
    FailedUnnotified: { Type: "Fail" },
  };
}

export function machine(startAt: string, states: Asl, extra: Asl = {}): Asl {
  return {
    QueryLanguage: "JSONata",
    StartAt: startAt,
    TimeoutSeconds: 600,
    States: { ...states, ...failurePath() },
    ...extra,
  };
}

/** The smallest machine without a finding. */
export function plain(): Asl {
  return machine("Run", { Run: task() });
}

/** A machine that rotates a secret that is too old, waits, bounded, and then works. */
export function rotating(): Asl {
  const secrets = (action: string, next: string): Asl =>
    task(next, { Resource: `arn:aws:states:::aws-sdk:secretsmanager:${action}`, Arguments: { SecretId: "orders" } });
  return machine("Describe", {
    Describe: {
      ...secrets("describeSecret", "TooOld"),
      Assign: { age: "{% $millis() - $toMillis($states.result.LastRotatedDate) %}", polls: 0 },
    },
    TooOld: {
      Type: "Choice",
      Choices: [{ Condition: "{% $age > 2592000000 %}", Next: "Rotate" }],
      Default: "Run",
    },
    Rotate: secrets("rotateSecret", "Wait"),
    Wait: { Type: "Wait", Seconds: 5, Next: "Look" },
    Look: { ...secrets("describeSecret", "Moved"), Assign: { polls: "{% $polls + 1 %}" } },
    Moved: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $moved %}", Next: "Run" },
        { Condition: "{% $polls >= 10 %}", Next: "Notify" },
      ],
      Default: "Wait",
    },
    Run: task(),
  });
}

/** A copy with some states replaced, added, or (undefined) left out. */
export function withStates(definition: Asl, changes: { [name: string]: Asl | undefined }): Asl {
  const states = { ...(definition.States as Asl) };
  for (const [name, state] of Object.entries(changes)) {
    if (state === undefined) {
      delete states[name];
    } else {
      states[name] = { ...(states[name] as Asl | undefined), ...state };
    }
  }
  return { ...definition, States: states };
}

/** A copy of a state without some of its fields. */
export function without(state: Asl, ...fields: readonly string[]): Asl {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !fields.includes(key)));
}

/** A copy of a definition with one state taken as given, not merged. */
export function replaced(definition: Asl, name: string, state: Asl): Asl {
  return { ...definition, States: { ...(definition.States as Asl), [name]: state } };
}
