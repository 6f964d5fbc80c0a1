import { jsonOf } from "../kit/value";
import type { Definition, Edge, State } from "./model";
import { assignmentsOf, carriers, mentionsAny } from "./names";
import { asksAbout } from "./separation";
import { callOf, isDescribeSecret, isRotateSecret, mentions } from "./tasks";

/**
 * Answers of DescribeSecret and ListSecrets of a secret's age. `LastChangedDate` does not: an edited tag changes it.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 */
const AGE_FACTS = ["LastRotatedDate", "NextRotationDate"];

/**
 * When a version was made: its age is that of the secret's value where the version is the one in use. DescribeSecret
 * answers by the same name when the secret was made.
 */
const VERSION_FACTS = ["CreatedDate"];

/** Members of answers that hold tags, which anybody who may tag a secret can write. */
const TAGS = ["Tags", "TagList"];

/** True if a definition has to do with secrets at all: it describes or rotates them, or lists them by a date. */
export function handlesSecrets(definition: Definition): boolean {
  const lists = (state: State): boolean =>
    callOf(state)?.action === "listsecrets" && /\b(?:Last\w+|NextRotation)Date\b/.test(jsonOf(definition.body));
  return definition.states.some((state) => isDescribeSecret(state) || isRotateSecret(state) || lists(state));
}

/** The age of a secret: what in a definition is computed from it. */
export class SecretAge {
  private readonly names: ReadonlySet<string>;
  private readonly tagged: RegExp;

  constructor(definition: Definition) {
    const facts = factsOf(definition);
    this.tagged = ofTags(definition, facts);
    this.names = carriers(definition, facts, (text, names) => mentionsAny(this.withoutTags(text), names));
  }

  /** True if the rule of a way tests the age. */
  asks(way: Edge): boolean {
    return asksAbout(way, (text) => mentionsAny(this.withoutTags(text), this.names));
  }

  private withoutTags(text: string): string {
    return text.replace(this.tagged, "");
  }
}

function factsOf(definition: Definition): readonly string[] {
  const ofSecret = definition.states.some(
    (state) => callOf(state)?.action === "describesecret" && VERSION_FACTS.some((fact) => mentions(state.body, fact)),
  );
  const inUse = jsonOf(definition.body).includes("AWSCURRENT") && !ofSecret;
  return inUse ? [...AGE_FACTS, ...VERSION_FACTS] : AGE_FACTS;
}

/**
 * A fact's name as the key of a tag: compared with (`Tags[Key = "LastRotatedDate"]`), or as a member of an object that
 * was made of tags (`$merge(Tags.{Key: Value}).LastRotatedDate`).
 */
function ofTags(definition: Definition, facts: readonly string[]): RegExp {
  const made = definition.states
    .flatMap(assignmentsOf)
    .filter(([name, text]) => /^\w+$/.test(name) && !text.includes(",") && mentionsAny(text, new Set(TAGS)))
    .map(([name]) => name);
  const [tags, fact] = [[...TAGS, ...made].join("|"), facts.join("|")];
  const quote = String.raw`\\*["']`;
  const compared = String.raw`(?:=|\bin)\s*\[?\s*${quote}(?:${fact})${quote}|${quote}(?:${fact})${quote}\s*!?=`;
  const path = String.raw`(?:(?! and | or |\$states)[^,;<>+*/?-]){0,200}?(?:,\s*${quote})?`;
  return new RegExp(String.raw`${compared}|\b(?:${tags})\b${path}\b(?:${fact})\b`, "g");
}
