import { errorMessage } from "../components/core/errors";
import { ProblemsError } from "../components/core/problem";
import type { ConfigSource } from "../stacks/config";
import { SETTINGS } from "../stacks/settings";

/** Account of the caller's AWS credentials, 12 digits. */
export type CallerAccount = (stack: string, source: ConfigSource) => Promise<string>;

/** Account of the credentials that a stack's calls are made with; the AWS SDK is loaded only then. */
export const callerAccount: CallerAccount = async (stack, source) => {
  const sdk = require("@aws-sdk/client-sts") as typeof import("@aws-sdk/client-sts");
  const { awsClientConfig } = require("../stacks/aws/client-config") as typeof import("../stacks/aws/client-config");
  const client = new sdk.STSClient(awsClientConfig(stack, source, ["sts"]));
  try {
    const { Account = "" } = await client.send(new sdk.GetCallerIdentityCommand({}));
    return Account;
  } catch (error) {
    const message = `is in no file, and AWS does not say which account you are in: ${errorMessage(error)}`;
    throw new ProblemsError(`Pulumi.${stack}.yaml`, [
      { place: SETTINGS.accounts.key, message, fix: "sign in to AWS, or set the account in the stack's file" },
    ]);
  } finally {
    client.destroy();
  }
};
