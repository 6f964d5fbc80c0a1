import type { SFNClient } from "@aws-sdk/client-sfn";
import { unlessNamed } from "../../core/errors";
import type { RunsConfig } from "./config";

/** Dependencies, which tests replace. */
export interface RunsTools {
  readonly config: RunsConfig;
  readonly client: Pick<SFNClient, "send">;
}

/** What AWS answers about an execution; undefined where there is none. */
export function found<T>(answer: Promise<T>): Promise<T | undefined> {
  return unlessNamed(answer, "ExecutionDoesNotExist");
}
