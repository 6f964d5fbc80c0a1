import { failureEvents } from "../../../../policies/rules/failures/failure-events";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, compliantStack } from "../../samples";
import { pattern, swap } from "../../variants";

cases(failureEvents, [
  {
    it: "finds a stack without a rule",
    sample: [compliant.machine],
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
  {
    it: "finds the status that a rule leaves out",
    sample: swap(compliant.eventRule, pattern({ status: ["FAILED", "TIMED_OUT"] })),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
  {
    it: "finds a rule for another machine",
    sample: swap(
      compliant.eventRule,
      pattern({
        status: ["FAILED", "TIMED_OUT", "ABORTED"],
        stateMachineArn: ["arn:aws:states:eu-central-1:111122223333:stateMachine:carts"],
      }),
    ),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
  {
    it: "finds a rule that is switched off",
    sample: swap(compliant.eventRule, changed(compliant.eventRule, { state: "DISABLED" })),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
  {
    it: "finds a rule without a target",
    sample: compliantStack.filter((each) => each !== compliant.eventTarget),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
  ...[
    { eventBusName: "shop" },
    { eventBusName: "arn:aws:events:us-east-1:111122223333:event-bus/default" },
    { region: "us-east-1" },
  ].map((props) => ({
    it: `finds a target whose rule is another one of the same name: ${JSON.stringify(props)}`,
    sample: swap(compliant.eventRule, changed(compliant.eventRule, { region: "eu-central-1" })).map((each) =>
      each === compliant.eventTarget ? changed(each, props) : each,
    ),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  })),
  ...[
    { eventBusName: "default" },
    { eventBusName: "arn:aws:events:eu-central-1:111122223333:event-bus/default" },
    { region: "eu-central-1" },
    { arn: "arn:aws:events:us-east-1:444455556666:event-bus/failures" },
  ].map((props) => ({
    it: `takes a target of the rule: ${JSON.stringify(props)}`,
    sample: swap(compliant.eventRule, changed(compliant.eventRule, { region: "eu-central-1" })).map((each) =>
      each === compliant.eventTarget ? changed(each, props) : each,
    ),
    messages: [],
  })),
  {
    it: "waits for the bus of a target",
    sample: swap(compliant.eventTarget, changed(compliant.eventTarget, { eventBusName: unknown })),
    messages: [],
    advisory: "string value at .eventBusName can't be known during preview",
  },
  {
    it: "finds a target without a dead-letter queue",
    sample: swap(compliant.eventTarget, changed(compliant.eventTarget, { deadLetterConfig: undefined })),
    messages: [
      'EventTarget "failures", deadLetterConfig: a failure that cannot be delivered is lost (found nothing). Set it to the ARN of a queue.',
    ],
  },
  {
    it: "finds a rule with a filter that may leave out failures",
    sample: swap(compliant.eventRule, pattern({ input: [{ prefix: "x" }] })),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
  {
    it: "takes prefixes, wildcards, alternatives and causes left out",
    sample: swap(
      compliant.eventRule,
      pattern({
        status: [{ prefix: "" }],
        $or: [
          { stateMachineArn: [{ wildcard: "*:stateMachine:ord*" }] },
          { stateMachineArn: [{ prefix: "arn:aws:states:eu-central-1:111122223333:stateMachine:x" }] },
        ],
        cause: [{ "anything-but": { prefix: "[notified] " } }],
      }),
    ),
    messages: [],
  },
  {
    it: "takes executions left out that another one started",
    sample: swap(
      compliant.eventRule,
      pattern({
        input: [{ "anything-but": { wildcard: "*AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID*" } }, { exists: false }],
      }),
    ),
    messages: [],
  },
  {
    it: "finds other inputs left out",
    sample: swap(compliant.eventRule, pattern({ input: [{ "anything-but": { wildcard: "*night*" } }] })),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
  {
    it: "takes names while ARNs are not known",
    sample: [
      changed(compliant.machine, { arn: unknown }),
      pattern({ stateMachineArn: [{ prefix: "arn:aws:states:eu-central-1:111122223333:stateMachine:ord" }] }),
      {
        ...changed(compliant.eventTarget, { rule: unknown, deadLetterConfig: { arn: unknown } }),
        from: { rule: ["failures"] },
      },
    ],
    messages: [],
  },
  {
    it: "asks nothing of Express machines, which send no events",
    sample: [changed(compliant.machine, { type: "EXPRESS" })],
    messages: [],
  },
  {
    it: "asks of the Standard machines beside them",
    sample: [compliant.machine, { ...changed(compliant.machine, { type: "EXPRESS" }), name: "fast" }],
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
  {
    it: "waits for a machine's type where no rule covers it",
    sample: [changed(compliant.machine, { type: unknown })],
    messages: [],
    advisory: "string value at .type can't be known during preview",
  },
  {
    it: "finds a rule on a bus where AWS's events do not arrive",
    sample: swap(compliant.eventRule, changed(compliant.eventRule, { eventBusName: "orders" })),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
  ...["default", "arn:aws:events:eu-central-1:111122223333:event-bus/default"].map((eventBusName) => ({
    it: `takes the bus ${eventBusName}`,
    sample: swap(compliant.eventRule, changed(compliant.eventRule, { eventBusName })),
    messages: [],
  })),
  ...[
    {
      path: "eventBusName",
      sample: swap(compliant.eventRule, changed(compliant.eventRule, { eventBusName: unknown })),
    },
    { path: "state", sample: swap(compliant.eventRule, changed(compliant.eventRule, { state: unknown })) },
    { path: "name", sample: swap(compliant.eventRule, changed(compliant.eventRule, { name: unknown })) },
    {
      path: "eventPattern",
      sample: swap(compliant.eventRule, changed(compliant.eventRule, { eventPattern: unknown })),
    },
    { path: "rule", sample: swap(compliant.eventTarget, changed(compliant.eventTarget, { rule: unknown })) },
  ].map(({ path, sample }) => ({
    it: `waits for ${path}`,
    sample,
    messages: [],
    advisory: `string value at .${path} can't be known during preview`,
  })),
  {
    it: "waits for nothing where another rule covers the machine",
    sample: [
      ...compliantStack,
      { ...changed(compliant.eventRule, { name: unknown, eventPattern: unknown }), name: "x" },
    ],
    messages: [],
  },
  {
    it: "finds a pattern that is computed from another machine",
    sample: [
      compliant.machine,
      { ...changed(compliant.machine, { name: "carts", arn: unknown }), name: "carts" },
      { ...changed(compliant.eventRule, { eventPattern: unknown }), from: { eventPattern: ["carts"] } },
      compliant.eventTarget,
    ],
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
    advisory: "string value at .eventPattern can't be known during preview",
  },
  {
    it: "finds no dead-letter queue behind a pattern that is computed from the machine, and not behind others",
    sample: [
      compliant.machine,
      { ...changed(compliant.eventRule, { eventPattern: unknown }), from: { eventPattern: ["orders"] } },
      changed(compliant.eventTarget, { deadLetterConfig: undefined }),
      { ...changed(compliant.eventRule, { name: "other", eventPattern: unknown }), name: "other" },
      { ...changed(compliant.eventTarget, { rule: "other", deadLetterConfig: undefined }), name: "other" },
    ],
    messages: [
      'EventTarget "failures", deadLetterConfig: a failure that cannot be delivered is lost (found nothing). Set it to the ARN of a queue.',
    ],
    advisory: "string value at .eventPattern can't be known during preview",
  },
  ...[
    { what: "a rule in another region", props: {}, provider: { region: "us-east-1" } },
    { what: "a rule in another account", props: {}, provider: { allowedAccountIds: '["999988887777"]' } },
    {
      what: "a rule on another account's bus",
      props: { eventBusName: "arn:aws:events:eu-central-1:999988887777:event-bus/default" },
      provider: {},
    },
    {
      what: "a rule on another region's bus",
      props: { eventBusName: "arn:aws:events:us-east-1:111122223333:event-bus/default" },
      provider: {},
    },
  ].map(({ what, props, provider }) => ({
    it: `finds ${what}`,
    sample: swap(compliant.eventRule, { ...changed(compliant.eventRule, props), provider }),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  })),
  {
    it: "takes a rule in the machine's region and account",
    sample: swap(compliant.eventRule, {
      ...compliant.eventRule,
      provider: { region: "eu-central-1", allowedAccountIds: '["111122223333"]' },
    }),
    messages: [],
  },
  ...[{ "anything-but": ["RUNNING", "SUCCEEDED", "PENDING_REDRIVE"] }, { "anything-but": { prefix: "S" } }].map(
    (status) => ({
      it: `takes a status that is ${JSON.stringify(status)}`,
      sample: swap(compliant.eventRule, pattern({ status: [status] })),
      messages: [],
    }),
  ),
  {
    it: "leaves open a filter that it cannot read",
    sample: swap(compliant.eventRule, pattern({ status: [{ contains: "A" }] })),
    messages: [],
  },
  {
    it: "says that a pattern computed from the machine is not known yet",
    sample: [
      changed(compliant.machine, { arn: unknown }),
      { ...changed(compliant.eventRule, { eventPattern: unknown }), from: { eventPattern: ["orders"] } },
      compliant.eventTarget,
    ],
    messages: [],
    advisory: "string value at .eventPattern can't be known during preview",
  },
  {
    it: "finds patterns of other sources and malformed ones",
    sample: swap(compliant.eventRule, changed(compliant.eventRule, { eventPattern: '{"source":["aws.ec2"]}' })),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
  {
    it: "finds a pattern that cannot be read",
    sample: swap(compliant.eventRule, changed(compliant.eventRule, { eventPattern: "{" })),
    messages: [
      'StateMachine "orders": no event rule with a target covers the status FAILED, TIMED_OUT, ABORTED. Add an EventRule on "Step Functions Execution Status Change" for it, with an EventTarget.',
    ],
  },
]);
