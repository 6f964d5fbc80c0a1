import type { ResourceView } from "../kit/resource-view";
import { isPresent, textOf, Unknown, type Value } from "../kit/value";

/**
 * True if another service owns a secret and rotates it without a function: it puts its id and `!` before
 * the name, which no one else can. Open where the name is not known.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html
 */
export function isManaged(secret: Value | undefined): boolean | Unknown {
  return secret instanceof Unknown
    ? secret
    : /^(?:arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:)?[a-z0-9-]+!/.test(textOf(secret) ?? "");
}

/**
 * True if a rotation needs no function: of a secret that another service owns, or of one that a partner holds.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_managed.html
 */
export function rotatesWithoutFunction(rotation: ResourceView): boolean | Unknown {
  return isPresent(rotation.get("externalSecretRotationRoleArn")) || isManaged(rotation.get("secretId"));
}
