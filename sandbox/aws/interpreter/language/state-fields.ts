import type { StateType } from "./definition";

const EVERY = ["Type", "Comment", "QueryLanguage"];
const ONWARD = ["Next", "End"];
const HANDLED = ["Output", "Assign", "Retry", "Catch", ...ONWARD];

/**
 * Fields of each state type under JSONata.
 * https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html and the pages of the types.
 */
export const STATE_FIELDS: { readonly [type in StateType]: readonly string[] } = {
  Task: [...EVERY, ...HANDLED, "Resource", "Arguments", "Credentials", "TimeoutSeconds", "HeartbeatSeconds"],
  Pass: [...EVERY, ...ONWARD, "Output", "Assign"],
  Choice: [...EVERY, "Choices", "Default", "Output", "Assign"],
  Wait: [...EVERY, ...ONWARD, "Seconds", "Timestamp", "Output", "Assign"],
  Succeed: [...EVERY, "Output"],
  Fail: [...EVERY, "Error", "Cause"],
  Parallel: [...EVERY, ...HANDLED, "Branches", "Arguments"],
  Map: [
    ...[...EVERY, ...HANDLED, "Items", "ItemSelector", "ItemProcessor", "MaxConcurrency", "Label"],
    ...["ToleratedFailureCount", "ToleratedFailurePercentage", "ItemReader", "ItemBatcher", "ResultWriter"],
  ],
};

/** Fields of branches and processors, which have no query language of their own. */
export const PROCESSOR_FIELDS: readonly string[] = ["StartAt", "States", "ProcessorConfig", "Comment"];

/** Fields that only JSONPath has, in any state. */
export const JSONPATH_FIELDS: ReadonlySet<string> = new Set([
  ...["InputPath", "OutputPath", "ResultPath", "ResultSelector", "Parameters", "Result", "ItemsPath"],
  ...["SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "ErrorPath", "CausePath"],
  ...["MaxConcurrencyPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath"],
]);

/** Types whose Output and Assign know `$states.result`. */
export const HAS_RESULT: ReadonlySet<string> = new Set<StateType>(["Task", "Parallel", "Map"]);

/** Fields that a type cannot do without. */
export const REQUIRED_FIELDS: { readonly [type in StateType]?: readonly string[] } = {
  Task: ["Resource"],
  Choice: ["Choices"],
  Parallel: ["Branches"],
  Map: ["ItemProcessor"],
};

/** Types that end or branch by themselves, so neither Next nor End belongs to them. */
export const ENDS_ITSELF: ReadonlySet<string> = new Set<StateType>(["Choice", "Succeed", "Fail"]);
