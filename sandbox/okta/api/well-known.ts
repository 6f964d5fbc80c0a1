import { type Actions, ok } from "../action";

/**
 * What an org tells everybody about itself; `idx` is Identity Engine, `v1` Classic Engine.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingMetadata/
 */
export const wellKnown: Actions = {
  "GET /.well-known/okta-organization": (org) => {
    const pipeline = org.features.identityEngine ? "idx" : "v1";
    return ok({ id: org.id, pipeline, _links: { organization: { href: org.url } }, settings: {} });
  },
};
