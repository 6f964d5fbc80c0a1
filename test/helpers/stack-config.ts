import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The stacks that this repository configures. */
export const STACKS = ["sandbox", "dev", "staging", "prod"] as const;

/** Configuration of a stack as Pulumi hands it to the program: text as it is, anything else as JSON. */
export function stackConfig(stack: string): Record<string, string> {
  const file = join(__dirname, "..", "..", "stacks", `Pulumi.${stack}.yaml`);
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** Outputs of Okta and AWS that no program gives, for mocks. */
export function providerOutputs(type: string, name: string, inputs: Readonly<Record<string, unknown>>) {
  const made: Record<string, Record<string, unknown>> = {
    "okta:auth/server:Server": { issuer: "https://example.okta.com/oauth2/aus1" },
    "okta:app/saml:Saml": { metadata: "<EntityDescriptor/>" },
    "aws:kms/key:Key": { keyId: `${name}-key`, arn: `arn:aws:kms:eu-central-1:111111111111:key/${name}` },
    "aws:sfn/stateMachine:StateMachine": { stateMachineVersionArn: `arn:mock:${name}:1` },
  };
  return { ...(inputs.arn === undefined ? { arn: `arn:mock:${name}` } : {}), ...made[type] };
}
