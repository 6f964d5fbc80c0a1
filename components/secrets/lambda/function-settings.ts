import type { KMSClient } from "@aws-sdk/client-kms";
import { kmsSigner } from "./kms-signer";
import type { OktaServiceApp } from "./okta-api";

/** Value of an environment variable of the function. @throws Error where it is not set */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`Environment variable ${name} of the function is not set.`);
  }
  return value;
}

/** The app at Okta that the function calls as, which signs with a key in KMS. */
export function signingApp(kms: KMSClient): OktaServiceApp {
  return {
    orgUrl: setting("OKTA_ORG_URL"),
    clientId: setting("OKTA_CLIENT_ID"),
    kid: setting("OKTA_KEY_ID"),
    sign: kmsSigner(kms, setting("SIGNING_KEY")),
  };
}
