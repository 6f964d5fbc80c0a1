import {
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  type DescribeStateMachineAliasCommandOutput,
  DescribeStateMachineCommand,
  ListStateMachineAliasesCommand,
  ListStateMachineVersionsCommand,
  type SFNClient,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
} from "@aws-sdk/client-sfn";
import { unlessNamed } from "../core/errors";
import { type Route, versionOf } from "./routing";
import type { AliasState, PublishedVersion, StepFunctionsApi } from "./step-functions-api";

/** What Step Functions says of an alias; undefined for an unknown alias. */
export function aliasAt(
  sfn: SFNClient,
  stateMachineAliasArn: string,
): Promise<DescribeStateMachineAliasCommandOutput | undefined> {
  const call = sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
  return unlessNamed(call, "ResourceNotFound", "StateMachineAliasDoesNotExist");
}

/** Where such an alias leads. */
export function routesOf({ routingConfiguration = [] }: DescribeStateMachineAliasCommandOutput): Route[] {
  return routingConfiguration.map(({ stateMachineVersionArn = "", weight = 0 }) => ({
    stateMachineVersionArn,
    weight,
  }));
}

/** {@link StepFunctionsApi} over the AWS SDK. */
export function stepFunctionsClient(sfn: SFNClient): StepFunctionsApi {
  const describeAlias = async (stateMachineAliasArn: string): Promise<AliasState | undefined> => {
    const found = await aliasAt(sfn, stateMachineAliasArn);
    return found === undefined ? undefined : { routes: routesOf(found), description: found.description ?? "" };
  };
  return {
    describeAlias,
    async startExecution(stateMachineArn, name, input) {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      const { executionArn = "" } = await sfn.send(command);
      return executionArn;
    },
    async describeExecution(executionArn) {
      const found = await unlessNamed(
        sfn.send(new DescribeExecutionCommand({ executionArn })),
        "ExecutionDoesNotExist",
      );
      if (found === undefined) {
        return undefined;
      }
      const { status = "RUNNING", input, output, error, cause } = found;
      return { status, input, output, error, cause };
    },
    async listVersions(stateMachineArn) {
      const all: PublishedVersion[] = [];
      let nextToken: string | undefined;
      do {
        const page = await sfn.send(
          new ListStateMachineVersionsCommand({ stateMachineArn, maxResults: 1000, nextToken }),
        );
        for (const { stateMachineVersionArn = "", creationDate = new Date(0) } of page.stateMachineVersions ?? []) {
          all.push({ version: versionOf(stateMachineVersionArn), createdAt: creationDate });
        }
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return all.sort((a, b) => b.version - a.version);
    },
    async describeVersion(stateMachineArn) {
      const call = sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
      const found = await unlessNamed(call, "StateMachineDoesNotExist");
      return found === undefined ? undefined : { definition: found.definition ?? "", roleArn: found.roleArn ?? "" };
    },
    async listAliases(stateMachineArn) {
      const found: AliasState[] = [];
      let nextToken: string | undefined;
      do {
        const page = await sfn.send(
          new ListStateMachineAliasesCommand({ stateMachineArn, maxResults: 1000, nextToken }),
        );
        for (const { stateMachineAliasArn = "" } of page.stateMachineAliases ?? []) {
          const one = await describeAlias(stateMachineAliasArn);
          if (one !== undefined) {
            found.push(one);
          }
        }
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return found;
    },
    async updateAlias(stateMachineAliasArn, routes, description) {
      const routingConfiguration = routes.map((route) => ({ ...route }));
      await sfn.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration, description }));
    },
    async deleteVersion(stateMachineVersionArn) {
      await sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn }));
    },
  };
}
