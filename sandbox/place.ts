/** The account, the region and the environment of the sandbox; `stacks/Pulumi.sandbox.yaml` says the same. */
export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";
export const ENVIRONMENT = "sandbox";
