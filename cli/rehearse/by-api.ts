import { isNamed } from "../../components/core/errors";
import type { MachineRehearsalDeps } from "../../components/versions/rehearsal/execution";
import type { RunsClient } from "../runs/client";

/**
 * Step Functions for an environment with a runs API, which alone may start the parent for roles of the access map: what
 * they are denied is started by the API. A deployment's own credentials start it themselves and sign in nowhere.
 * @param session signs in, once
 */
export function startedByApi(
  stepFunctions: MachineRehearsalDeps["stepFunctions"],
  parentAliasArn: string,
  session: () => Promise<Pick<RunsClient, "start">>,
): MachineRehearsalDeps["stepFunctions"] {
  const startExecution: typeof stepFunctions.startExecution = async (arn, name, input) => {
    try {
      return await stepFunctions.startExecution(arn, name, input);
    } catch (error) {
      if (!isNamed(error, "AccessDeniedException")) {
        throw error;
      }
      if (arn !== parentAliasArn) {
        error.message += "; fix: leave out --app, as the runs API rehearses the whole environment";
        throw error;
      }
      const client = await session();
      return (await client.start({ name, rehearse: true })).execution;
    }
  };
  return { startExecution, describeExecution: (execution) => stepFunctions.describeExecution(execution) };
}
