import type { ResourceView } from "./resource-view";
import { textOf } from "./value";

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
  const [, place, owner] = /^https?:\/\/sqs\.([a-z0-9-]+)\.[^/]+\/(\d{12})\//.exec(text) ?? [];
  return place === undefined ? undefined : { service: "sqs", region: place, account: owner };
}

/** What its own ARN says; else its own region, or its provider's. */
export function homeOf(subject: ResourceView): Home {
  const arn = ["arn", "id", "url"].map((key) => arnParts(textOf(subject.get(key)) ?? "")).find(Boolean);
  if (arn !== undefined) {
    return arn;
  }
  const region = textOf(subject.get("region")) ?? textOf(subject.provider.region);
  return { service: undefined, region, account: undefined };
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
