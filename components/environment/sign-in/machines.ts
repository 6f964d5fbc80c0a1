import type * as pulumi from "@pulumi/pulumi";
import { clientEntries } from "../../access/entry";
import { clientNames } from "../../okta/client-names";
import { MachineAccess } from "../../okta/service-client";
import type { EnvironmentPlan } from "../plan";
import { oktaClient, statesSourceIdentity } from "./sessions";

/** The authorization server of machines and agents, and their clients; undefined where there are none. */
export function createMachines(
  name: string,
  { names, access }: EnvironmentPlan,
  opts: pulumi.ComponentResourceOptions,
): MachineAccess | undefined {
  const { audience, scope } = clientNames(names);
  const machines = clientEntries(access).map((entry) => oktaClient(names, entry));
  if (machines.length === 0) {
    return undefined;
  }
  return new MachineAccess(
    name,
    {
      serverName: names.base,
      description: `Tokens that start ${names.parent.name}`,
      machines,
      audience,
      scope,
      sourceIdentity: statesSourceIdentity(access),
    },
    opts,
  );
}
