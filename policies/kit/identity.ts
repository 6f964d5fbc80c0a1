import { parseObject } from "./parse";
import type { ResourceView } from "./resource-view";
import { types } from "./types";
import { fieldsOf, listOf, textOf, Unknown, type Value } from "./value";

/** Where a thing of AWS is; what is not known, or the service does not have, is undefined. */
export interface Home {
  readonly service: string | undefined;
  readonly region: string | undefined;
  readonly account: string | undefined;
}

/** The service, region and account in an ARN, or in the URL of a queue; none in any other text. */
export function arnParts(text: string): Home | undefined {
  const [, service, region, account] = /^arn:[^:]*:([^:]*):([^:]*):([^:]*):/.exec(text) ?? [];
  if (service !== undefined) {
    return { service, region: region || undefined, account: account || undefined };
  }
  // Older queues have a host of the second form.
  const [, place, older, owner] =
    /^https?:\/\/(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.[^/]+\/(\d{12})\//.exec(text) ?? [];
  return owner === undefined ? undefined : { service: "sqs", region: place ?? older, account: owner };
}

/** What its own ARN says; else its own region, or its provider's, and the account of its role, or its provider's. */
export function homeOf(subject: ResourceView): Home {
  const arn = ["arn", "id", "url"].map((key) => arnParts(ownText(subject, key) ?? "")).find(Boolean);
  if (arn !== undefined) {
    return arn;
  }
  const given = subject.get("region");
  const later = given instanceof Unknown && subject.isInput("region");
  const region = later ? undefined : (textOf(given) ?? textOf(subject.provider.region));
  const role = arnParts(textOf(subject.get("roleArn")) ?? "");
  return { service: undefined, region, account: role?.account ?? accountOf(subject) };
}

/** A text that says where a resource is. The `arn` of an event target is what it sends to, wherever that is. */
export function ownText(subject: ResourceView, key: string): string | undefined {
  return key === "arn" && subject.type === types.eventTarget ? undefined : textOf(subject.get(key));
}

/** True if two homes are known to be of another account or region. */
export function areApart(one: Place, other: Place): boolean {
  const differ = (key: "account" | "region") =>
    one[key] !== undefined && other[key] !== undefined && one[key] !== other[key];
  return differ("account") || differ("region");
}

type Place = Pick<Home, "account" | "region">;

/** The one account that a resource's provider works in, where it names one. */
export function accountOf(subject: ResourceView): string | undefined {
  const allowed: Value | undefined = subject.provider.allowedAccountIds;
  // Providers take lists as JSON text.
  const text = textOf(allowed);
  const ids = text === undefined ? listOf(allowed) : listOf(fieldsOf(listed(text)).ids);
  const [only, ...others] = ids;
  return others.length === 0 && /^\d{12}$/.test(textOf(only) ?? "") ? textOf(only) : undefined;
}

function listed(text: string): Value {
  const parsed = parseObject(`{"ids":${text}}`);
  return parsed.kind === "document" ? parsed.fields : {};
}

/** The name at the end of an ARN or URL; a secret's without the six random characters that AWS adds. */
export function nameIn(text: string): string {
  if (text.startsWith("arn:")) {
    const resource = text.split(":").slice(5).join(":");
    const secret = /^secret:(.+)-[A-Za-z0-9]{6}$/.exec(resource);
    return (
      secret?.[1] ??
      resource
        .split(":")
        .at(-1)
        ?.replace(/^(role|alarm|rule)\//, "") ??
      text
    );
  }
  return /^https?:\/\//.test(text) ? (text.split("/").at(-1) ?? text) : text;
}
