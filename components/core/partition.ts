/** What differs between AWS's partitions. */
interface Partition {
  /** Domain of service endpoints and of the service principals that carry a region. */
  readonly domain: string;
  /** Where AWS sign-in accepts SAML assertions, which is also their audience. */
  readonly samlSignIn: string;
  /** Host of the console; undefined where it begins with the region. */
  readonly consoleHost?: string;
  /**
   * `awsEnvironmentType` of Okta's app "AWS Account Federation".
   * https://github.com/okta/okta-aws-cli#aws-account-federation
   */
  readonly oktaType: string;
}

/**
 * Sources:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
 */
const PARTITIONS: ReadonlyMap<string, Partition> = new Map([
  ["aws", { domain: "amazonaws.com", samlSignIn: "https://signin.aws.amazon.com/saml", oktaType: "aws.amazon" }],
  [
    "aws-cn",
    {
      domain: "amazonaws.com.cn",
      samlSignIn: "https://signin.amazonaws.cn/saml",
      consoleHost: "console.amazonaws.cn",
      oktaType: "aws.china",
    },
  ],
  [
    "aws-us-gov",
    {
      domain: "amazonaws.com",
      samlSignIn: "https://signin.amazonaws-us-gov.com/saml",
      consoleHost: "console.amazonaws-us-gov.com",
      oktaType: "aws.govcloud",
    },
  ],
]);

/** The partition of a region: `aws`, `aws-cn` or `aws-us-gov`. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) {
    return "aws-cn";
  }
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Domain of service endpoints: `amazonaws.com`, in China `amazonaws.com.cn`. */
export function serviceDomain(partition: string): string {
  return valuesOf(partition).domain;
}

/** Host of the console in a region. */
export function consoleHost(partition: string, region: string): string {
  return valuesOf(partition).consoleHost ?? `${region}.console.aws.amazon.com`;
}

/** Address of AWS sign-in for SAML; the `SAML:aud` of the assertions that it accepts. */
export function samlSignIn(partition: string): string {
  return valuesOf(partition).samlSignIn;
}

/** How Okta's app "AWS Account Federation" calls the partition. */
export function oktaEnvironmentType(partition: string): string {
  return valuesOf(partition).oktaType;
}

/** @throws Error for a partition that is not known */
function valuesOf(partition: string): Partition {
  const values = PARTITIONS.get(partition);
  if (values === undefined) {
    throw new Error(`Partition "${partition}" must be one of ${[...PARTITIONS.keys()].join(", ")}`);
  }
  return values;
}
