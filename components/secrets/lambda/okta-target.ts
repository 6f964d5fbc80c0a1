import { randomBytes } from "node:crypto";
import { authenticates, clientSecrets, type OktaServiceApp } from "./okta-api";
import type { RotationTarget } from "./targets";

/** The client whose secret rotates. */
export interface RotatedClient {
  /** Id of its app, `0oa...`. */
  readonly appId: string;
  readonly clientId: string;
}

/** A new client secret of 48 characters that no form or URL has to escape. Okta allows 14 to 100. */
export function generateClientSecret(): string {
  return randomBytes(36).toString("base64url");
}

/**
 * An Okta client's secret. Okta allows two together: the current one stays valid while the pending one takes over, so
 * that a client which reads its secret at its start can be restarted later. What is neither is deleted: the secret
 * before the current one and, in the first rotation, the one that Okta made with the app and nobody has read.
 * https://developer.okta.com/docs/guides/client-secret-rotation-key/main/
 */
export function oktaClientTarget(app: OktaServiceApp, { appId, clientId }: RotatedClient): RotationTarget {
  return {
    async set({ pending, current }) {
      const secrets = await clientSecrets(app, appId);
      const before = await secrets.list();
      if (before.some(({ client_secret: secret }) => secret === undefined)) {
        throw new Error("Okta does not show the client's secrets: the rotation's administrator role is too small.");
      }
      const stale = before.filter(({ client_secret: secret }) => secret !== pending && secret !== current);
      const known = before.find(({ client_secret: secret }) => secret === pending);
      const [makesRoom, ...rest] = known === undefined && before.length > 1 ? stale : [undefined, ...stale];
      if (makesRoom !== undefined) {
        await secrets.remove(makesRoom);
      }
      if (known === undefined) {
        await secrets.add(pending);
      } else if (known.status === "INACTIVE") {
        await secrets.activate(known);
      }
      for (const one of rest.filter((secret) => secret !== undefined)) {
        await secrets.remove(one);
      }
    },
    async test({ pending }) {
      await authenticates(app.orgUrl, clientId, pending);
    },
  };
}
