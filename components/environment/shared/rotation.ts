import type * as pulumi from "@pulumi/pulumi";
import { RotationFunction } from "../../secrets/rotation-function";
import { rotationLogGroup } from "../../secrets/rotation-permissions";
import type { EnvironmentPlan } from "../plan";

interface RotationArgs {
  readonly plan: EnvironmentPlan;
  readonly keyArn: pulumi.Input<string>;
  readonly retentionDays: number;
}

/**
 * The function that rotates secrets; undefined where no app has one.
 * @param opts `dependsOn` names the boundary
 */
export function createRotation(
  name: string,
  { plan, keyArn, retentionDays }: RotationArgs,
  opts: pulumi.ComponentResourceOptions,
): RotationFunction | undefined {
  const { names, tags, rotationStatements } = plan;
  if (rotationStatements === undefined) {
    return undefined;
  }
  return new RotationFunction(
    `${name}-rotation`,
    {
      function: names.rotationFunction,
      role: names.rotationRole,
      logGroupName: rotationLogGroup(names),
      description: `Rotates the secrets of ${names.base}`,
      account: names.scope.account,
      statements: rotationStatements,
      boundaryArn: names.boundary.arn,
      keyArn,
      retentionDays,
      tags,
    },
    opts,
  );
}
