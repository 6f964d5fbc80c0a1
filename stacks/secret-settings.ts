import * as pulumi from "@pulumi/pulumi";
import { isRecord, parseJson } from "../components/core/json";
import type { ConfigSource } from "./config";
import { SETTINGS, type Setting } from "./settings";

/** Members of settings that are chosen from a few words; as texts they are part of much that is no secret. */
const PLAIN_MEMBERS = ["protocol", "kty", "e"];

/** Settings that only name files or providers; no resource contains them. */
const UNUSED: readonly string[] = [SETTINGS.blueprint.key, SETTINGS.region.key];

/** Shortest text that is looked for within others; a shorter one has to be the whole. */
const SHORTEST_PART = 6;

/** Whether a value of the stack's configuration is secret. The SDK exports the function without a type. */
export function isConfigSecret(key: string): boolean {
  const known: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
  if (typeof known !== "function") {
    throw new Error("this version of @pulumi/pulumi does not say which settings are secret");
  }
  return known(key) === true;
}

/** Texts in settings that are set with `--secret`, or that an ESC environment marks as secret. */
export function secretTexts(source: ConfigSource, isSecret: (key: string) => boolean): string[] {
  const texts = Object.values<Setting>(SETTINGS)
    .filter(({ key }) => !UNUSED.includes(key) && isSecret(key))
    .flatMap(({ key, text }) => {
      const written = source.get(key);
      return textsIn(text ? written : parseJson(written));
    });
  return [...new Set(texts)];
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return value === "" ? [] : [value];
  }
  if (Array.isArray(value)) {
    return value.flatMap(textsIn);
  }
  return isRecord(value)
    ? Object.entries(value).flatMap(([key, member]) => (PLAIN_MEMBERS.includes(key) ? [] : textsIn(member)))
    : [];
}

/**
 * Makes every input of every resource a secret that contains one of the texts, so that state and preview show neither.
 * What shapes the graph, names and counts, stays plain.
 */
export function keepSecret(texts: readonly string[]): void {
  if (texts.length > 0) {
    pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props: withSecrets(props, texts), opts }));
  }
}

/** The same inputs; a text that contains one of `texts` is a secret, at any depth and in outputs, too. */
export function withSecrets(value: pulumi.Inputs, texts: readonly string[]): pulumi.Inputs {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, marked(member, texts)]));
}

function marked(value: unknown, texts: readonly string[]): unknown {
  if (typeof value === "string") {
    return isHidden(value, texts) ? pulumi.secret(value) : value;
  }
  if (pulumi.Output.isInstance(value)) {
    return value.apply((known) => marked(known, texts));
  }
  if (Array.isArray(value)) {
    return value.map((member) => marked(member, texts));
  }
  if (isRecord(value) && Object.getPrototypeOf(value) === Object.prototype) {
    return withSecrets(value, texts);
  }
  return value;
}

function isHidden(value: string, texts: readonly string[]): boolean {
  return texts.some((text) => value === text || (text.length >= SHORTEST_PART && contains(value, text)));
}

/** A text in a document is escaped as JSON writes it. */
function contains(value: string, text: string): boolean {
  return value.includes(text) || value.includes(JSON.stringify(text).slice(1, -1));
}
