import { retryBounded } from "../../../../policies/rules/failures/retry-bounded";
import { cases } from "../../cases";
import { plain, withStates } from "../../machines";
import { machineWith } from "../../samples";

cases(retryBounded, [
  {
    it: "finds a first Retry for States.ALL",
    sample: machineWith(withStates(plain(), { Run: { Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }] } })),
    messages: [
      'StateMachine "orders", state "Run", Retry 1: the first Retry is for States.ALL. Name the transient errors that are worth a retry.',
    ],
  },
  {
    it: "finds too many attempts",
    sample: machineWith(
      withStates(plain(), { Run: { Retry: [{ ErrorEquals: ["Lambda.ServiceException"], MaxAttempts: 99 }] } }),
    ),
    messages: ['StateMachine "orders", state "Run", Retry 1: MaxAttempts is 99. Set it to 10 or less.'],
  },
  {
    it: "takes States.ALL behind named errors",
    sample: machineWith(
      withStates(plain(), {
        Run: { Retry: [{ ErrorEquals: ["Lambda.ServiceException"] }, { ErrorEquals: ["States.ALL"], MaxAttempts: 1 }] },
      }),
    ),
    messages: [],
  },
  {
    it: "takes the most from its settings",
    sample: machineWith(
      withStates(plain(), { Run: { Retry: [{ ErrorEquals: ["Lambda.ServiceException"], MaxAttempts: 2 }] } }),
    ),
    config: { maxAttempts: 1 },
    messages: ['StateMachine "orders", state "Run", Retry 1: MaxAttempts is 2. Set it to 1 or less.'],
  },
]);
