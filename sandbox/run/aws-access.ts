import type { AwsCredentialIdentity } from "@aws-sdk/types";

/** Everything an AWS client of the sandbox needs: where, and as whom. */
export interface AwsAccess {
  readonly account: string;
  readonly region: string;
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: AwsCredentialIdentity;
    /** The embedded cloud has one address for all services. */
    readonly disableHostPrefix: true;
  };
}
