import { KMSClient } from "@aws-sdk/client-kms";
import { setting, signingApp } from "./function-settings";
import { generateClientSecret, oktaClientTarget } from "./okta-target";
import { rotationHandler } from "./rotation-handler";
import { DEFAULT_TARGET } from "./targets";

const kms = new KMSClient({});

/** Rotation function of an Okta client's secret. */
export const handler = rotationHandler(() => {
  const rotated = { appId: setting("ROTATED_APP_ID"), clientId: setting("ROTATED_CLIENT_ID") };
  return {
    targets: { [DEFAULT_TARGET]: oktaClientTarget(signingApp(kms), rotated) },
    generate: generateClientSecret,
  };
});
