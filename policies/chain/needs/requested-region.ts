import type { KeyValue } from "../../evaluator/request";
import { Text } from "../../evaluator/text";
import { UnknownBecause } from "../../evaluator/truth";
import type { Home } from "../home";
import type { Need } from "./types";

/**
 * Services with one endpoint, which is in us-east-1 (partition `aws`): a caller elsewhere calls that endpoint.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html
 */
const IN_VIRGINIA = new Set(["cloudfront", "iam", "route53", "support"]);

/** Services of which it is not said, or depends on the caller's settings, which region is called. */
const ELSEWHERE = new Set(
  (
    "account aws-portal budgets ce chatbot chime cur devicefarm globalaccelerator health importexport networkmanager organizations pricing " +
    "route53-recovery-control-config route53domains shield sts tag trustedadvisor waf"
  ).split(" "),
);

/** What `aws:RequestedRegion` holds in a request of a machine's: its region, where the service is not a global one. */
export function requestedRegion({ action, resource }: Need, home: Home): KeyValue | undefined {
  const service = action.split(":")[0] ?? "";
  if (ELSEWHERE.has(service)) {
    return unknownFor(service);
  }
  if (IN_VIRGINIA.has(service)) {
    return home.partition === "aws" ? new Text("us-east-1") : unknownFor(service);
  }
  const named = /^arn:[^:]*:[^:]*:([a-z0-9-]+):/.exec(resource.toString())?.[1];
  if (home.region === undefined) {
    return undefined;
  }
  return named === undefined || named === home.region
    ? new Text(home.region)
    : new UnknownBecause(
        `whether aws:RequestedRegion is ${home.region} or ${named}, as in "${resource}", is not known`,
      );
}

function unknownFor(service: string): UnknownBecause {
  return new UnknownBecause(`the value of aws:RequestedRegion for ${service}, a global service, is not known`);
}
