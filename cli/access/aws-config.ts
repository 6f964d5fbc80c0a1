import { execFileSync } from "node:child_process";
import { entriesOf } from "../../components/access/entry";
import { errorMessage } from "../../components/core/errors";
import { isRecord, parseJson } from "../../components/core/json";
import { environmentNames } from "../../components/core/names";
import { ProblemsError } from "../../components/core/problem";
import { clientNames } from "../../components/okta/client-names";
import type { ConfigSource } from "../../stacks/config";
import type { Command } from "../command";
import { readStack, type StackDependencies } from "../stack-inputs";

export interface AwsConfigDependencies extends StackDependencies {
  /** The output `okta` of a stack as JSON. @default that of the Pulumi CLI */
  readonly oktaOutput?: (stack: string) => string;
}

const OPTIONS = {
  stack: { value: "ENVIRONMENT", required: true, help: "reads stacks/Pulumi.<environment>.yaml" },
  "federation-app-id": {
    value: "ID",
    help: "id of the environment's federation app in Okta @default the stack's output, read with the Pulumi CLI",
  },
} as const;

/** `npm run -s access -- aws-config --stack ENVIRONMENT`: profiles for people who work on a terminal. */
export function awsConfigCommand(dependencies: AwsConfigDependencies = {}): Command<typeof OPTIONS> {
  const { oktaOutput = pulumiOutput } = dependencies;
  return {
    name: "access",
    usage: "aws-config --stack ENVIRONMENT [--federation-app-id ID]",
    options: OPTIONS,
    description: `
Prints profiles for ~/.aws/config, one for each role that people get in the environment: the AWS CLI then asks okta-aws-cli for credentials, which opens
the browser for the sign-in. The profiles contain ids and no secret. A person sees in Okta only the roles of their groups.`,
    notes: "Append what it prints: npm run -s access -- aws-config --stack ENVIRONMENT >> ~/.aws/config",
    exitCodes: "0 fine, 2 bad usage or bad input",
    async run({ options }) {
      const { stack } = options;
      const needs = { access: true };
      const { inputs, source } = await readStack(stack, dependencies, needs);
      const names = environmentNames(inputs.scope);
      const app = options["federation-app-id"] ?? federationApp(stack, oktaOutput);
      const profiles = entriesOf(inputs.access, "people").map(({ name, sessionSeconds }) => {
        const process = [
          "okta-aws-cli web --format process-credentials --open-browser --cache-access-token",
          `--org-domain ${orgDomain(stack, source)}`,
          `--oidc-client-id ${clientNames(names).native}`,
          `--aws-acct-fed-app-id ${checkedId(app)}`,
          `--aws-iam-idp ${names.samlProvider.arn}`,
          `--aws-iam-role ${names.role(name).arn}`,
          `--aws-session-duration ${sessionSeconds}`,
        ].join(" ");
        return `[profile ${names.base}_${name}]\nregion = ${inputs.scope.region}\ncredential_process = ${process}\n`;
      });
      return { text: profiles.join("\n") };
    },
  };
}

/** Domain of the org; only the Pulumi CLI opens an encrypted setting or an ESC environment. */
function orgDomain(stack: string, source: ConfigSource): string {
  const org = source.get("okta:orgName");
  const base = source.get("okta:baseUrl") ?? "okta.com";
  if (org !== undefined && /^[\w-]+$/.test(org) && /^[\w.-]+$/.test(base)) {
    return `${org}.${base}`;
  }
  const message = org === undefined ? "is in no file" : `"${org}" with okta:baseUrl "${base}" is not a domain`;
  const fix = `it is no secret: pulumi config set okta:orgName ORG --stack ${stack}`;
  throw new ProblemsError(`Pulumi.${stack}.yaml`, [{ place: "okta:orgName", message, fix }]);
}

function federationApp(stack: string, oktaOutput: (stack: string) => string): string {
  let message = "has no output okta.federationAppId; it is not deployed";
  try {
    const okta = parseJson(oktaOutput(stack));
    if (isRecord(okta) && typeof okta.federationAppId === "string") {
      return okta.federationAppId;
    }
  } catch (error) {
    message = `has no outputs that the Pulumi CLI can read: ${errorMessage(error).split("\n").at(-1)}`;
  }
  const fix = "deploy the stack, select its backend, or write --federation-app-id ID";
  throw new ProblemsError("access aws-config", [{ place: stack, message, fix }]);
}

/** Ids that Okta makes; a command line is written from it. */
function checkedId(id: string): string {
  if (/^\w+$/.test(id)) {
    return id;
  }
  const fix = "write the id of the app, e.g. 0oa9x1rifa2H6Q5d8325";
  throw new ProblemsError("access aws-config", [
    { place: "--federation-app-id", message: `"${id}" is not the id of an Okta app`, fix },
  ]);
}

function pulumiOutput(stack: string): string {
  return execFileSync("pulumi", ["stack", "output", "okta", "--json", "--stack", stack], { encoding: "utf8" });
}
