import type { Asl } from "../machines";
import { ACCOUNT, call, choose, define, failureStates, REHEARSAL } from "./parts";

const ROLE = `arn:aws:iam::${ACCOUNT}:role/shop-test_orders_task`;
const CREDENTIALS: Asl = { Credentials: { RoleArn: ROLE } };
const SECRET: Asl = { SecretId: "shop/test/orders/db" };

/** The machine of one app with one secret: verify the role, rotate what is due, run the task. */
export function child(): Asl {
  return define("Verify role", {
    "Verify role": call(
      "aws-sdk:sts:getCallerIdentity",
      {},
      {
        ...CREDENTIALS,
        Assign: { identity: "{% $states.result.Arn %}" },
        Next: "Describe db",
      },
    ),
    "Describe db": call("aws-sdk:secretsmanager:describeSecret", SECRET, {
      Assign: { db: '{% {"age": $millis() - $toMillis($states.result.LastRotatedDate), "polls": 0} %}' },
      Next: "Check role and secrets",
    }),
    "Check role and secrets": choose(
      "Run task",
      [
        '$not($contains($identity, "/shop-test_orders_task/"))',
        "Describe failure",
        { caught: { app: "orders", Error: "IdentityMismatch", Cause: "{% $identity %}" } },
      ],
      [REHEARSAL, "Rehearsed"],
      ["$db.age > 2592000000", "Rotate db"],
    ),
    "Rotate db": call("aws-sdk:secretsmanager:rotateSecret", SECRET, { Next: "Wait for db" }),
    "Wait for db": { Type: "Wait", Seconds: 5, Next: "Poll db" },
    "Poll db": call("aws-sdk:secretsmanager:describeSecret", SECRET, {
      Assign: { db: '{% {"age": $millis() - $toMillis($states.result.LastRotatedDate), "polls": $db.polls + 1} %}' },
      Next: "Is db rotated",
    }),
    "Is db rotated": choose(
      "Wait for db",
      ["$db.age < 60000", "Check role and secrets"],
      ["$db.polls >= 10", "Describe failure", { caught: { app: "orders", Error: "RotationTimeout", Cause: "db" } }],
    ),
    "Run task": call(
      "lambda:invoke",
      { FunctionName: `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:orders` },
      { ...CREDENTIALS, End: true },
    ),
    Rehearsed: { Type: "Succeed", Output: { context: { orders: { verdict: "proven" } } } },
    ...failureStates("Is rehearsal"),
    "Is rehearsal": choose("Look up version", [REHEARSAL, "Rehearsal failed"]),
    "Rehearsal failed": { Type: "Succeed", Output: { context: { orders: { verdict: "broken" } } } },
  });
}
