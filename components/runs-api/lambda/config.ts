import type { GrantsConfig } from "../../grants/api/config";
import type { Caller } from "../callers";

/** What the function knows: plain data beside its code. */
export interface RunsConfig {
  /** `<blueprint>-<environment>`, for messages. */
  readonly environment: string;
  /** ARN of the parent's alias. */
  readonly parentAliasArn: string;
  /** `arn:...:execution:<parent>:`; a run's name completes it. */
  readonly executionPrefix: string;
  /** Names of the apps. */
  readonly apps: readonly string[];
  /** Who may do what. */
  readonly callers: readonly Caller[];
  /** What of the access map is granted on request; absent where nothing is. */
  readonly grants?: GrantsConfig;
}
