import { accessRows } from "../../components/access/explain";
import { planEnvironment } from "../../components/environment/plan";
import { environmentsWith } from "../../stacks/access-map";
import type { Command } from "../command";
import { readStack, type StackDependencies } from "../stack-inputs";
import { accessText, type EnvironmentAccess } from "./text";

const OPTIONS = {
  stack: { value: "ENVIRONMENT", help: "reads stacks/Pulumi.<environment>.yaml @default every environment" },
  json: {
    help: `{"environments": [{"environment", "access": [{"kind" (people, machines, ci or agents), "entry", "who" (group, client or jobs),
"role", "roleArn", "may", "approval" (of an agent: whether its runs wait for it), "apps" ("all", "own" or names), "sessionMinutes",
"team" (of a machine, or the attribute that is a person's), "allowed": [{"actions", "resources", "condition"}],
"denied" (of what is allowed; absent for nothing)}]}]}`,
  },
} as const;

/** `npm run -s access`: who may do what where. */
export function showCommand(dependencies: StackDependencies = {}): Command<typeof OPTIONS> {
  return {
    name: "access",
    usage: `[--stack ENVIRONMENT] [--json]
       npm run -s access -- diff REF [--json]
       npm run -s access -- aws-config --stack ENVIRONMENT [--federation-app-id ID]
       npm run -s access -- request ROLE --stack ENVIRONMENT --minutes N --reason "TEXT"
       npm run -s access -- approve ID --stack ENVIRONMENT
       npm run -s access -- refuse ID --stack ENVIRONMENT
       npm run -s access -- revoke ID --stack ENVIRONMENT
       npm run -s access -- list --stack ENVIRONMENT`,
    options: OPTIONS,
    description: `
Prints who may do what where, as the access map and the settings say: each group, client or job of GitHub Actions, its role, and the actions and resources
that the role's policy allows. Resources are written without partition, region and account. Nothing is called where the stack's file names the account.

diff says what a change of the map means, aws-config prints profiles for a terminal;
request asks for a role on request, approve, refuse and revoke answer, list shows open grants; each has its own --help.`,
    exitCodes:
      "0 fine, 2 bad usage or bad input (every problem of settings, blueprint and access map is listed with its fix)",
    async run({ options }) {
      const stacks = options.stack === undefined ? environmentsWith() : [options.stack];
      const environments: EnvironmentAccess[] = [];
      for (const environment of stacks) {
        const needs = { values: true, access: true };
        const { inputs } = await readStack(environment, dependencies, needs);
        const { names, access, identities } = planEnvironment(inputs);
        environments.push({ environment, access: accessRows(names, access, identities) });
      }
      return { text: accessText(environments), data: { environments } };
    },
  };
}
