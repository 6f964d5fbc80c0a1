import type { EnvironmentNames } from "../core/names";

/** What Okta's clients of an environment are called. Ids are chosen here, so that trust documents can name them before they exist. */
export interface ClientNames {
  /** Client id of the service app: the `sub` of its tokens. */
  readonly runner: string;
  /** Client id of the app that terminals sign in with. */
  readonly native: string;
  /** What the authorization server's tokens are for. */
  readonly audience: string;
  /** The one scope that the runner may ask for. */
  readonly scope: string;
}

/** Okta takes client ids of 6 to 100 letters, digits, `_` and `-`. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/ */
export function clientNames({ base }: EnvironmentNames): ClientNames {
  return {
    runner: `${base}_runner`,
    native: `${base}_native`,
    audience: `https://${base}.app-of-apps.example`,
    scope: "app-of-apps.run",
  };
}
