import type { EnvironmentNames } from "../core/names";

/**
 * Names of an environment's Okta clients. Their ids are chosen here, so that trust policies can name them before they
 * exist.
 */
export interface ClientNames {
  /** Client id of the service app: the `sub` of its tokens. */
  readonly runner: string;
  /** Client id of the app that terminals sign in with. */
  readonly native: string;
  /** Audience of the authorization server's tokens. */
  readonly audience: string;
  /** The one scope that the runner is allowed to request. */
  readonly scope: string;
}

/**
 * Names of an environment's clients. Okta allows client ids of 6 to 100 letters, digits, `_` and `-`.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/
 */
export function clientNames({ base }: EnvironmentNames): ClientNames {
  return {
    runner: `${base}_runner`,
    native: `${base}_native`,
    audience: `https://${base}.app-of-apps.example`,
    scope: "app-of-apps.run",
  };
}
