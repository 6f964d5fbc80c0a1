import { StateError } from "../language/errors";

/** How failures of a service are named. */
export interface FailureNames {
  /** Text before the dot: `Sts`, `SNS`. */
  readonly prefix: string;
  /** Text after the dot for an error that the API's model does not list, AccessDenied above all: `StsException`. */
  readonly unlisted: string;
}

interface ServiceFailure extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** Listed errors have a class of their own in the client's package; all others come as the service's base class. */
function isListed(error: Error): boolean {
  return !error.constructor.name.endsWith("ServiceException") || error.name === "ServiceException";
}

/**
 * A failed call, named as Step Functions names it: `SecretsManager.ResourceNotFoundException` for an error that the API
 * lists,
 * `SecretsManager.SecretsManagerException` for one that it does not (a refusal by IAM), `....SdkClientException` for no
 * answer. https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function awsFailure(error: unknown, names: FailureNames): StateError {
  const failure = error as ServiceFailure;
  const status = failure.$metadata?.httpStatusCode;
  if (status === undefined) {
    return new StateError(`${names.prefix}.SdkClientException`, String(failure.message ?? error));
  }
  const listed = isListed(failure);
  const name = failure.name.endsWith("Exception") ? failure.name : `${failure.name}Exception`;
  const facts = [
    `Service: ${names.prefix}`,
    `Status Code: ${status}`,
    `Request ID: ${failure.$metadata?.requestId ?? "-"}`,
  ];
  return new StateError(
    `${names.prefix}.${listed ? name : names.unlisted}`,
    `${failure.message} (${facts.join(", ")})`,
  );
}

/** Whether a failed call was refused by IAM. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && /^AccessDenied/.test(error.name);
}
