import { types } from "../../policies/kit/types";
import type { Sample } from "./judge";
import { changed, compliant, compliantStack, document } from "./samples";

/** Compliant resources with one document or one neighbour exchanged. */

export const topicArn = "arn:aws:sns:eu-central-1:111122223333:failures";
export const queueArn = "arn:aws:sqs:eu-central-1:111122223333:failures-dlq";
/** The issuer of GitHub Actions, as IAM writes it. */
export const gh = "token.actions.githubusercontent.com";

/** The compliant stack with one resource exchanged. */
export function swap(old: Sample, instead: Sample): readonly Sample[] {
  return compliantStack.map((each) => (each === old ? instead : each));
}

/** A role's permissions with these statements. */
export function permission(...statements: readonly object[]): Sample {
  return changed(compliant.rolePolicy, { policy: document(...statements) });
}

/** A role with this trust. */
export function trust(...statements: readonly object[]): Sample {
  return changed(compliant.role, { assumeRolePolicy: document(...statements) });
}

function federated(provider: string, action: string, condition: object): object {
  const conditions = Object.keys(condition).length === 0 ? {} : { Condition: condition };
  return {
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::111122223333:${provider}` },
    Action: action,
    ...conditions,
  };
}

/** Trust in the tokens of `id.example`. */
export function oidc(condition: object): object {
  return federated("oidc-provider/id.example", "sts:AssumeRoleWithWebIdentity", condition);
}

/** Trust in the tokens of GitHub Actions. */
export function github(condition: object): object {
  return federated(`oidc-provider/${gh}`, "sts:AssumeRoleWithWebIdentity", condition);
}

/** Trust in the assertions of a SAML provider. */
export function saml(condition: object): object {
  return federated("saml-provider/okta", "sts:AssumeRoleWithSAML", condition);
}

export function topicPolicy(...statements: readonly object[]): Sample {
  return changed(compliant.topicPolicy, { policy: document(...statements) });
}

export function queuePolicy(...statements: readonly object[]): Sample {
  return { type: types.queuePolicy, props: { queueUrl: "q", policy: document(...statements) } };
}

/** The compliant event rule with this `detail`. */
export function pattern(detail: object): Sample {
  const eventPattern = { source: ["aws.states"], "detail-type": ["Step Functions Execution Status Change"], detail };
  return changed(compliant.eventRule, { eventPattern: JSON.stringify(eventPattern) });
}
