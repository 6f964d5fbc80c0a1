import { definitionNoCredentials } from "../../../../policies/rules/audit/definition-no-credentials";
import { cases } from "../../cases";
import { machine, plain, task, withStates } from "../../machines";
import { machineWith } from "../../samples";

const UNDECIDED = "can be a credential, as WithDecryption is not a constant";
const sdk = (call: string, more: object = {}) => ({ Resource: `arn:aws:states:::aws-sdk:${call}`, ...more });

cases(definitionNoCredentials, [
  {
    it: "finds a call that answers with a secret",
    sample: machineWith(
      withStates(plain(), { Run: { Resource: "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue" } }),
    ),
    messages: [
      'StateMachine "orders", state "Run": the answer of secretsmanager:getsecretvalue is a credential, which the run\'s history would keep. Use Credentials on the Task, or read the secret in the code that the Task runs.',
    ],
  },
  {
    it: "finds a call that answers with a session",
    sample: machineWith(withStates(plain(), { Run: { Resource: "arn:aws:states:::aws-sdk:sts:assumeRole" } })),
    messages: [
      'StateMachine "orders", state "Run": the answer of sts:assumerole is a credential, which the run\'s history would keep. Use Credentials on the Task, or read the secret in the code that the Task runs.',
    ],
  },
  {
    it: "finds a parameter only where it is decrypted",
    sample: machineWith(
      machine("A", {
        A: task("B", {
          Resource: "arn:aws:states:::aws-sdk:ssm:getParameter",
          Arguments: { Name: "n", WithDecryption: true },
        }),
        B: task(undefined, { Resource: "arn:aws:states:::aws-sdk:ssm:getParameter", Arguments: { Name: "n" } }),
      }),
    ),
    messages: [
      'StateMachine "orders", state "A": the answer of ssm:getparameter is a credential, which the run\'s history would keep. Use Credentials on the Task, or read the secret in the code that the Task runs.',
    ],
  },
  ...(
    [
      [{ Resource: "arn:aws:states:::aws-sdk:redshift:getClusterCredentials" }, "is a credential"],
      [sdk("bedrockagentcore:getResourceApiKey"), "is a credential"],
      [sdk("bedrockagentcore:listEvents"), undefined],
      [sdk("ssm:getParameter", { Arguments: { Name: "n", WithDecryption: "{% true %}" } }), "is a credential"],
      [sdk("ssm:getParameter", { Arguments: { Name: "n", WithDecryption: "{% $d %}" } }), UNDECIDED],
      [sdk("ssm:getParameters", { Arguments: "{% $given %}" }), UNDECIDED],
      [sdk("ssm:getParameter", { Arguments: { Name: "n", WithDecryption: "{% false %}" } }), undefined],
      [sdk("kms:generateDataKeyWithoutPlaintext", { Arguments: { KeyId: "k" } }), undefined],
      [sdk("glue:getConnection", { Arguments: { Name: "c", HidePassword: true } }), undefined],
      [sdk("glue:getConnection", { Arguments: { Name: "c" } }), "is a credential"],
    ] as const
  ).map(([body, is]) => ({
    it: `${is === undefined ? "accepts" : `says "${is}" of`} ${JSON.stringify(body)}`,
    sample: machineWith(withStates(plain(), { Run: body })),
    messages:
      is === undefined
        ? []
        : [
            `StateMachine "orders", state "Run": the answer of ${/sdk:(.*)$/.exec(body.Resource)?.[1]?.toLowerCase()} ${is}, which the run's history would keep. Use Credentials on the Task, or read the secret in the code that the Task runs.`,
          ],
  })),
  {
    it: "lets a state ask who it is",
    sample: machineWith(withStates(plain(), { Run: { Resource: "arn:aws:states:::aws-sdk:sts:getCallerIdentity" } })),
    messages: [],
  },
]);
