import { randomBytes } from "node:crypto";
import { SignedXml } from "xml-crypto";
import type { SamlKey } from "../keys";
import { escapeXml } from "./xml";

/** AWS's sign-in endpoint: recipient and audience of every assertion (IAM User Guide, "Configure SAML assertions"). */
export const AWS_SIGN_IN = "https://signin.aws.amazon.com/saml";

const ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/** What an assertion says. Times in milliseconds since the epoch. */
export interface AssertionContent {
  readonly issuer: string;
  readonly subject: string;
  readonly issuedAt: number;
  /** How long it can be redeemed, in seconds; five minutes at Okta. @default 300 */
  readonly lifetimeSeconds?: number;
  readonly recipient?: string;
  readonly audience?: string;
  /** Attributes by full name, each with its values. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** The attributes AWS reads: roles (`role ARN,provider ARN`), session name, session duration in seconds. */
export function awsAttributes(
  roles: readonly string[],
  sessionName: string,
  seconds: number,
): Record<string, string[]> {
  return {
    ...(roles.length > 0 ? { [`${ATTRIBUTES}/Role`]: [...roles] } : {}),
    [`${ATTRIBUTES}/RoleSessionName`]: [sessionName],
    [`${ATTRIBUTES}/SessionDuration`]: [String(seconds)],
  };
}

/** @returns a SAML response, not encoded, its assertion and then itself signed with RSA-SHA256 over exclusive c14n. */
export function signedResponse(
  content: AssertionContent,
  key: SamlKey,
  sign = { assertion: true, response: true },
): string {
  const assertionId = newXmlId();
  const responseId = newXmlId();
  let xml = response(content, responseId, assertionId);
  if (sign.assertion) {
    xml = signElement(xml, "Assertion", assertionId, key);
  }
  return sign.response ? signElement(xml, "Response", responseId, key) : xml;
}

function newXmlId(): string {
  return `id${randomBytes(16).toString("hex")}`;
}

function response(content: AssertionContent, responseId: string, assertionId: string): string {
  const { issuer, subject, recipient = AWS_SIGN_IN, audience = AWS_SIGN_IN, lifetimeSeconds = 300 } = content;
  const issued = new Date(content.issuedAt).toISOString();
  const before = new Date(content.issuedAt - 300_000).toISOString();
  const after = new Date(content.issuedAt + lifetimeSeconds * 1000).toISOString();
  const issuerTag = `<saml2:Issuer xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">${escapeXml(issuer)}</saml2:Issuer>`;
  const attributes = Object.entries(content.attributes).map(
    ([name, values]) =>
      `<saml2:Attribute Name="${escapeXml(name)}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">${values
        .map((value) => `<saml2:AttributeValue>${escapeXml(value)}</saml2:AttributeValue>`)
        .join("")}</saml2:Attribute>`,
  );
  return [
    `<saml2p:Response xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" Destination="${escapeXml(recipient)}" ID="${responseId}" IssueInstant="${issued}" Version="2.0">`,
    issuerTag,
    '<saml2p:Status><saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></saml2p:Status>',
    `<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="${assertionId}" IssueInstant="${issued}" Version="2.0">`,
    issuerTag,
    `<saml2:Subject><saml2:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified">${escapeXml(subject)}</saml2:NameID>`,
    '<saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml2:SubjectConfirmationData NotOnOrAfter="${after}" Recipient="${escapeXml(recipient)}"/>`,
    "</saml2:SubjectConfirmation></saml2:Subject>",
    `<saml2:Conditions NotBefore="${before}" NotOnOrAfter="${after}"><saml2:AudienceRestriction>`,
    `<saml2:Audience>${escapeXml(audience)}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>`,
    `<saml2:AuthnStatement AuthnInstant="${issued}" SessionIndex="${assertionId}"><saml2:AuthnContext>`,
    "<saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml2:AuthnContextClassRef>",
    "</saml2:AuthnContext></saml2:AuthnStatement>",
    `<saml2:AttributeStatement>${attributes.join("")}</saml2:AttributeStatement>`,
    "</saml2:Assertion></saml2p:Response>",
  ].join("");
}

function signElement(xml: string, element: string, id: string, key: SamlKey): string {
  const path = `//*[local-name(.)='${element}' and @ID='${id}']`;
  const signature = new SignedXml({
    privateKey: key.privateKey.export({ type: "pkcs8", format: "pem" }),
    publicCert: key.certificate,
    canonicalizationAlgorithm: EXCLUSIVE,
    signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  });
  signature.addReference({
    xpath: path,
    digestAlgorithm: "http://www.w3.org/2001/04/xmlenc#sha256",
    transforms: [ENVELOPED, EXCLUSIVE],
  });
  // The schema wants the signature right after the issuer (SAML core, section 2.3.3).
  const location = { reference: `${path}/*[local-name(.)='Issuer']`, action: "after" as const };
  signature.computeSignature(xml, { prefix: "ds", location });
  return signature.getSignedXml();
}
