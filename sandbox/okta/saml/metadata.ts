import type { SamlKey } from "../keys";
import type { App } from "../model";
import type { Org } from "../org";
import { escapeXml } from "./xml";

/** The entity id of an app. Okta names it under www.okta.com, whatever the org's own address is. */
export function entityId(app: App): string {
  return `http://www.okta.com/${app.externalKey}`;
}

/**
 * Metadata of the app as an identity provider (SAML 2.0 metadata, section 2.4), as IAM requires it for a SAML provider.
 */
export function samlMetadata(org: Org, app: App, key: SamlKey): string {
  const sso = `${org.url}/app/${app.name}/${app.externalKey}/sso/saml`;
  return identityProviderMetadata(entityId(app), key.certificate, sso);
}

export function identityProviderMetadata(entity: string, certificate: string, ssoUrl: string): string {
  const location = escapeXml(ssoUrl);
  const binding = "urn:oasis:names:tc:SAML:2.0:bindings";
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escapeXml(entity)}">`,
    '<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>',
    `<ds:X509Certificate>${certificate}</ds:X509Certificate>`,
    "</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>",
    "<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat>",
    `<md:SingleSignOnService Binding="${binding}:HTTP-POST" Location="${location}"/>`,
    `<md:SingleSignOnService Binding="${binding}:HTTP-Redirect" Location="${location}"/>`,
    "</md:IDPSSODescriptor></md:EntityDescriptor>",
  ].join("");
}
