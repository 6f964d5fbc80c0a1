"""Verifies the response of AssumeRoleWithSAML, which MiniStack does not have.

IAM User Guide, "Configure SAML assertions for the authentication response" and "SAML federation: condition keys".
Only what is inside the element whose signature was verified is read, so that a wrapped or added assertion says
nothing.
"""

import base64
import binascii
import datetime
import hashlib
import re

from lxml import etree
from ministack.core.responses import get_account_id
from ministack.services import iam
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLVerifier
from signxml.exceptions import InvalidInput, InvalidSignature

from federation import session_attributes
from federation.identity import Identity
from federation.refusal import expired, invalid_token

ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}"
PROTOCOL = "{urn:oasis:names:tc:SAML:2.0:protocol}"
METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}"
ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SIGN_IN = re.compile(r"https://([a-z0-9-]+\.)?signin\.aws\.amazon\.com/(static/)?saml")
AUDIENCES = re.compile(SIGN_IN.pattern + "|urn:amazon:webservices")
SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
#: Seconds after its issue within which an assertion must be presented, and the clock difference that is forgiven.
REDEEM_WITHIN, SKEW = 300, 60
#: Characters that STS allows in SAMLAssertion.
LONGEST = 100_000
CONFIGURATION = SignatureConfiguration(
    location="./",
    expect_references=1,
    signature_methods=frozenset(
        {SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512, SignatureMethod.ECDSA_SHA256}
    ),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}),
)


def verify(encoded, provider_arn, role_arn):
    """The identity and session name of a response that offers this role through this provider."""
    provider = iam._saml_providers.get(provider_arn)
    if provider is None:
        raise invalid_token("Specified provider doesn't exist")
    entity, certificates = _metadata(provider["SAMLMetadataDocument"])
    assertion = _verified_assertion(_parse(encoded), certificates)
    issuer = _text(assertion.find(f"{ASSERTION}Issuer"))
    if issuer != entity:
        raise invalid_token("Issuer not present in specified provider")
    subject, kind, recipient = _subject(assertion)
    _check_conditions(assertion)
    attributes = _attributes(assertion)
    _check_role(attributes, role_arn, provider_arn)
    _check_session_duration(attributes)
    qualifier = _name_qualifier(issuer, provider_arn)
    keys = {
        "saml:aud": recipient,
        "saml:iss": issuer,
        "saml:sub": subject,
        "saml:sub_type": kind,
        "saml:namequalifier": qualifier,
        "saml:doc": f"{get_account_id()}/{provider_arn.rsplit('/', 1)[-1]}",
    }
    identity = Identity(
        provider_arn=provider_arn,
        keys=keys,
        session=session_attributes.of_assertion(attributes, ATTRIBUTES),
        until=_session_end(assertion),
        echo={
            "Subject": subject,
            "SubjectType": kind,
            "Issuer": issuer,
            "Audience": recipient,
            "NameQualifier": qualifier,
        },
    )
    return identity, _session_name(attributes)


def _xml(data, fault="Invalid base64 SAMLResponse"):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise invalid_token(fault)
    if root.getroottree().docinfo.doctype:
        raise invalid_token("A SAML response must not have a document type")
    return root


def _parse(encoded):
    if not encoded or len(encoded) > LONGEST:
        raise invalid_token("Invalid base64 SAMLResponse")
    try:
        data = base64.b64decode("".join(encoded.split()), validate=True)
    except binascii.Error:
        raise invalid_token("Invalid base64 SAMLResponse")
    root = _xml(data)
    if root.tag != f"{PROTOCOL}Response":
        raise invalid_token("Invalid base64 SAMLResponse")
    return root


def _metadata(document):
    root = _xml(document.encode(), "Could not parse metadata")
    if root.tag != f"{METADATA}EntityDescriptor":
        raise invalid_token("Could not parse metadata")
    certificates = [
        "".join(_text(certificate).split())
        for key in root.findall(f"{METADATA}IDPSSODescriptor/{METADATA}KeyDescriptor")
        if key.get("use") in (None, "signing")
        for certificate in key.iter(f"{SIGNATURE}X509Certificate")
    ]
    if not certificates:
        raise invalid_token("Could not parse metadata")
    return root.get("entityID"), certificates


def _verified_assertion(response, certificates):
    """The one assertion of a response, out of the signed bytes: those of the response, else the assertion's own."""
    if len(list(response.iter(f"{ASSERTION}Assertion"))) != 1 or response.find(f"{ASSERTION}Assertion") is None:
        raise invalid_token("The response must contain exactly one assertion, as its child")
    if response.find(f"{SIGNATURE}Signature") is not None:
        signed = _signed(response, certificates)
    else:
        signed = _signed(response.find(f"{ASSERTION}Assertion"), certificates)
    status = response.find(f"{PROTOCOL}Status/{PROTOCOL}StatusCode")
    if status is None or status.get("Value") != SUCCESS:
        raise invalid_token("The response's status is not Success")
    assertion = signed if signed.tag == f"{ASSERTION}Assertion" else signed.find(f"{ASSERTION}Assertion")
    if assertion is None:
        raise invalid_token("Response signature invalid")
    return assertion


def _signed(element, certificates):
    """The element as its own enveloped signature covers it, by a key of the provider's metadata."""
    data = etree.tostring(element, with_tail=False)
    for certificate in certificates:
        try:
            result = XMLVerifier().verify(data, x509_cert=certificate, expect_config=CONFIGURATION)
        except (InvalidSignature, InvalidInput, ValueError):
            continue
        if result.signed_xml is not None and result.signed_xml.tag == element.tag:
            if result.signed_xml.get("ID") == element.get("ID"):
                return result.signed_xml
    raise invalid_token("Response signature invalid")


def _text(element):
    return "".join(element.itertext()).strip() if element is not None else ""


def _time(text):
    try:
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except (AttributeError, ValueError, TypeError):
        raise invalid_token("The assertion has a missing or malformed time")


def _now():
    return datetime.datetime.now(datetime.timezone.utc).timestamp()


def _check_end(text):
    if _now() >= _time(text):
        raise expired("Token must be redeemed within 5 minutes of issuance")


def _subject(assertion):
    name = assertion.find(f"{ASSERTION}Subject/{ASSERTION}NameID")
    confirmations = assertion.findall(f"{ASSERTION}Subject/{ASSERTION}SubjectConfirmation")
    if name is None or not _text(name):
        raise invalid_token("NameID is required in AuthnResponse")
    if len(confirmations) != 1 or confirmations[0].get("Method") != BEARER:
        raise invalid_token("Exactly one SubjectConfirmation of the method bearer is required in AuthnResponse")
    data = confirmations[0].find(f"{ASSERTION}SubjectConfirmationData")
    recipient = data.get("Recipient") if data is not None else None
    if recipient is None or not SIGN_IN.fullmatch(recipient):
        raise invalid_token("The Recipient of the assertion is not AWS's sign-in endpoint")
    _check_end(data.get("NotOnOrAfter"))
    kind = name.get("Format") or "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
    short = kind.rsplit(":", 1)[-1]
    return _text(name), short if short in ("persistent", "transient") else kind, recipient


def _check_conditions(assertion):
    conditions = assertion.find(f"{ASSERTION}Conditions")
    if conditions is None:
        raise invalid_token("Conditions are required in AuthnResponse")
    audiences = [_text(each) for each in conditions.findall(f"{ASSERTION}AudienceRestriction/{ASSERTION}Audience")]
    if not any(AUDIENCES.fullmatch(audience) for audience in audiences):
        raise invalid_token("Audience of the assertion is not AWS")
    if conditions.get("NotBefore") and _time(conditions.get("NotBefore")) > _now() + SKEW:
        raise invalid_token("The assertion is not valid yet")
    if conditions.get("NotOnOrAfter"):
        _check_end(conditions.get("NotOnOrAfter"))
    issued = _time(assertion.get("IssueInstant"))
    if _now() > issued + REDEEM_WITHIN:
        raise expired("Token must be redeemed within 5 minutes of issuance")
    if issued > _now() + SKEW:
        raise invalid_token("The assertion was issued in the future")


def _attributes(assertion):
    found = {}
    for attribute in assertion.findall(f"{ASSERTION}AttributeStatement/{ASSERTION}Attribute"):
        values = [_text(value) for value in attribute.findall(f"{ASSERTION}AttributeValue")]
        found.setdefault(attribute.get("Name"), []).extend(values)
    return found


def _check_role(attributes, role_arn, provider_arn):
    offered = {frozenset(part.strip() for part in value.split(",")) for value in attributes.get(f"{ATTRIBUTES}Role", [])}
    if not offered:
        raise invalid_token("Role is required in AuthnResponse")
    if frozenset((role_arn, provider_arn)) not in offered:
        raise invalid_token("The assertion does not offer the requested role with the requested provider")


def _session_name(attributes):
    names = attributes.get(f"{ATTRIBUTES}RoleSessionName", [])
    if len(names) != 1:
        raise invalid_token("RoleSessionName is required in AuthnResponse")
    if not SESSION_NAME.fullmatch(names[0]):
        raise invalid_token("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")
    return names[0]


def _check_session_duration(attributes):
    """It sets how long a console session lasts, not the session of the API; a wrong one is refused all the same."""
    for value in attributes.get(f"{ATTRIBUTES}SessionDuration", []):
        if not re.fullmatch(r"\d+", value) or not 900 <= int(value) <= 43_200:
            raise invalid_token("SessionDuration in AuthnResponse must be between 900 and 43200 seconds")


def _session_end(assertion):
    statement = assertion.find(f"{ASSERTION}AuthnStatement")
    end = statement.get("SessionNotOnOrAfter") if statement is not None else None
    return _time(end) if end else None


def _name_qualifier(issuer, provider_arn):
    text = f"{issuer}{get_account_id()}/{provider_arn.rsplit('/', 1)[-1]}"
    return base64.b64encode(hashlib.sha1(text.encode(), usedforsecurity=False).digest()).decode()
