import { jsonata, OWN_EXECUTION } from "../../asl/jsonata";
import { type Step, step } from "../../asl/step";
import type { Json } from "../../asl/types";
import { CAUSE_LIMIT } from "./message";

interface DescribeFailureArgs {
  /** Who the message is about; may be JSONata. */
  readonly app: string;
  /** JSONata. @default the error that was caught */
  readonly error?: string;
  /** JSONata: causes, the best first. @default the cause that was caught */
  readonly causes?: readonly string[];
  /** Characters that are kept of the cause. @default what every machine hands on */
  readonly causeLimit?: number;
  /** Further members of the description. */
  readonly members?: Readonly<Record<string, Json>>;
  /** Further variables. */
  readonly assign?: Readonly<Record<string, Json>>;
  readonly next: string;
}

/**
 * Assigns the variable `failure` from what was caught and from the variable `state`: what the message and the cause of
 * the execution are written from.
 */
export function describeFailure({
  app,
  error = "$states.input.Error",
  causes = ["$states.input.Cause"],
  causeLimit = CAUSE_LIMIT,
  members = {},
  assign = {},
  next,
}: DescribeFailureArgs): Step {
  return step({
    Type: "Pass",
    Assign: {
      failure: {
        app,
        state: jsonata("$state"),
        error: jsonata(error),
        cause: jsonata(`$substring([${[...causes, '"none given"'].join(", ")}][0], 0, ${causeLimit})`),
        execution: jsonata(OWN_EXECUTION),
        ...members,
      },
      ...assign,
    },
    Next: next,
  });
}
