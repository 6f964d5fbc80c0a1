import { isDeepStrictEqual } from "node:util";
import { parseJson } from "../core/json";
import { versionArn } from "./routing";
import type { StepFunctionsApi } from "./step-functions-api";

/** Longest wait for a version to be listed, and the time between two tries, in milliseconds. */
const PATIENCE = 60_000;
const PAUSE = 2_000;

/** What a version must contain to be the one that was published just now. */
export interface Published {
  readonly machineArn: string;
  /** Definition as JSON. */
  readonly definition: string;
  readonly roleArn: string;
  /** The version that the provider read from the list; absent where the list was empty. */
  readonly listed: string | undefined;
}

/**
 * ARN of the version with this definition and role. The provider reads the newest version from
 * ListStateMachineVersions, which is eventually consistent: behind, it gives none or the version before, and an alias
 * would stay there without a word.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html
 * @throws Error if no such version is listed within a minute
 */
export async function newestVersion(
  stepFunctions: Pick<StepFunctionsApi, "listVersions" | "describeVersion">,
  { machineArn, definition, roleArn, listed }: Published,
  wait: (milliseconds: number) => Promise<void>,
): Promise<string> {
  const wanted = parseJson(definition);
  let newest = listed;
  for (let waited = 0; ; waited += PAUSE) {
    const found = newest === undefined ? undefined : await stepFunctions.describeVersion(newest);
    if (newest !== undefined && found?.roleArn === roleArn && isDeepStrictEqual(parseJson(found.definition), wanted)) {
      return newest;
    }
    if (waited >= PATIENCE) {
      throw new Error(
        `${machineArn}: the version that this update published is not listed after ${PATIENCE / 1000} s; ` +
          `the newest one is ${newest ?? "none"}. fix: run \`pulumi up\` again`,
      );
    }
    await wait(PAUSE);
    const [version] = await stepFunctions.listVersions(machineArn);
    newest = version === undefined ? undefined : versionArn(machineArn, version.version);
  }
}
