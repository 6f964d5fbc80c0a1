import { type EnvironmentNames, shorten } from "../core/names";

/**
 * Names of an environment's Okta clients. Their ids are chosen here, so that trust policies can name them before they
 * exist.
 */
export interface ClientNames {
  /** Client id of a machine's service app: the `sub` of its tokens. */
  machine(entry: string): string;
  /** Client id of the app that terminals sign in with. */
  readonly native: string;
  /** Audience of the authorization server's tokens. */
  readonly audience: string;
  /** The one scope that machines are allowed to request. */
  readonly scope: string;
}

/** Longest client id, in characters. */
const CLIENT_ID_LIMIT = 100;

/**
 * Names of an environment's clients. Okta allows client ids of 6 to 100 letters, digits, `_` and `-`.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/
 */
export function clientNames({ base }: EnvironmentNames): ClientNames {
  return {
    machine: (entry) => shorten(`${base}_${entry}`, CLIENT_ID_LIMIT),
    native: `${base}_native`,
    audience: `https://${base}.app-of-apps.example`,
    scope: "app-of-apps.run",
  };
}
