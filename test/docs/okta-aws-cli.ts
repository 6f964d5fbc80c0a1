import { parseArgs } from "node:util";
import { AssumeRoleWithSAMLCommand, STSClient } from "@aws-sdk/client-sts";
import { signInPerson } from "../../sandbox/okta/sign-in";

/**
 * `okta-aws-cli web` for an embedded cloud: the same arguments, requests and answer, with the person's password in
 * place of a browser. AWS and Okta are those of the environment variables.
 */
async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      format: text,
      "open-browser": flag,
      "cache-access-token": flag,
      "org-domain": text,
      "oidc-client-id": text,
      "aws-acct-fed-app-id": text,
      "aws-iam-idp": text,
      "aws-iam-role": text,
      "aws-session-duration": text,
    },
  });
  if (positionals.join() !== "web" || values.format !== "process-credentials") {
    throw new Error("only okta-aws-cli web --format process-credentials is supported");
  }
  const { OKTA_EMBEDDED_URL = "", READER_LOGIN: username = "", READER_PASSWORD: password = "" } = process.env;
  const org = values["org-domain"] ?? "";
  const { samlAssertion } = await signInPerson({
    org: `https://${org}`,
    hosts: { [org]: OKTA_EMBEDDED_URL },
    clientId: values["oidc-client-id"] ?? "",
    federationAppId: values["aws-acct-fed-app-id"] ?? "",
    username,
    password,
  });
  const { Credentials } = await new STSClient({}).send(
    new AssumeRoleWithSAMLCommand({
      PrincipalArn: values["aws-iam-idp"],
      RoleArn: values["aws-iam-role"],
      DurationSeconds: Number(values["aws-session-duration"]),
      SAMLAssertion: samlAssertion,
    }),
  );
  process.stdout.write(JSON.stringify({ Version: 1, ...Credentials }));
}

void main();
