import { jsonOf, textOf } from "../kit/value";
import { type Definition, type Edge, endsScope, type Scope, type State, target } from "./model";
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

/** Calls that answer with facts about secrets. */
const ANSWERS = ["describesecret", "getsecretvalue", "batchgetsecretvalue", "listsecrets", "listsecretversionids"];

function answersOfSecret(state: State): boolean {
  const call = callOf(state);
  return call?.service === "secretsmanager" && ANSWERS.includes(call.action);
}

/** The age of a secret: what in a definition is computed from answers of Secrets Manager about it. */
export class SecretAge {
  private readonly names: ReadonlySet<string>;
  private readonly tagged: RegExp;
  private readonly facts: readonly string[];
  private readonly placed: RegExp;
  /** All names that states give. */
  private readonly given: ReadonlySet<string>;
  /** Those that hold an answer about the secret. */
  private holders: ReadonlySet<string> = new Set();
  /** States whose input holds one. */
  private readonly passed = new Set<State>();

  /** `answers`: whether a call that answers with facts about secrets is about this one. */
  constructor(
    definition: Definition,
    private readonly answers: (state: State) => boolean = () => true,
  ) {
    this.facts = factsOf(definition);
    this.tagged = ofTags(definition, this.facts);
    // The nearest variable or path ahead of a fact, without an operator between.
    const way = String.raw`(?:(?! and | or |\$)[^,;<>+*/-]){0,200}?(?:,\s*\\*["'])?`;
    this.placed = new RegExp(String.raw`(\$\$?\w*)(${way}\b(?:${this.facts.join("|")})\b)`, "g");
    this.given = new Set(definition.states.flatMap(assignmentsOf).map(([name]) => name));
    for (let before = -1; before < this.holders.size + this.passed.size; ) {
      before = this.holders.size + this.passed.size;
      this.pass(definition);
      this.holders = carriers(definition, [], (text, names, state) => this.holds(text, state, names));
    }
    this.names = carriers(definition, this.facts, (text, names, state) => this.mentions(text, names, state));
  }

  /** True if the rule of a way out of a Choice tests the age. */
  asks(choice: State, way: Edge): boolean {
    return asksAbout(way, (text) => this.mentions(text, this.names, choice));
  }

  /** A fact counts where it may be read of an answer; what is computed from it, by its name. */
  private mentions(written: string, names: ReadonlySet<string>, state: State): boolean {
    const text = written
      .replace(this.tagged, "")
      .replace(this.placed, (whole, root: string, rest: string) => (this.isOther(root, rest, state) ? "" : whole));
    const facts = new Set(this.facts);
    const computed = new Set([...names].filter((name) => !facts.has(name)));
    return mentionsAny(text, computed) || (mentionsAny(text, facts) && this.holds(text, state, this.holders));
  }

  /** True if a path is known to lead elsewhere than into an answer about the secret. */
  private isOther(root: string, rest: string, state: State): boolean {
    const steps = rest.match(/\w+/g) ?? [];
    const ofInput = () => {
      const named = steps.filter((step) => this.given.has(step));
      return named.length > 0 ? !named.some((step) => this.holders.has(step)) : !this.passed.has(state);
    };
    if (root === "$states" || root === "$$") {
      return steps[0] === "result"
        ? !this.isResult(state)
        : !/^\W*(?:input|(?:context\W+)?Map)\b/.test(rest) || ofInput();
    }
    if (root === "$") {
      return !state.jsonata && (state.type === "Task" ? !this.isResult(state) : ofInput());
    }
    const variable = root.slice(1);
    return this.given.has(variable) && !this.holders.has(variable);
  }

  private holds(text: string, state: State, names: ReadonlySet<string>): boolean {
    const [result, input] = state.jsonata
      ? [/\$states\.result\b/, /\$states\.input\b/]
      : [/^undefined$|(?<!\$)\$["'.[]/, /(?<!\$)\$["'.[]/];
    return (
      mentionsAny(text, names) ||
      (result.test(text) && this.isResult(state)) ||
      (input.test(text) && this.passed.has(state) && (state.jsonata || state.type !== "Task"))
    );
  }

  /** True if the result of a state holds an answer; that of branches and items if one inside does. */
  private isResult(state: State): boolean {
    return (
      (answersOfSecret(state) && this.answers(state)) ||
      state.scopes.some(({ states }) => [...states.values()].some((inner) => endsScope(inner) && this.passesOn(inner)))
    );
  }

  /** True if the output of a state holds an answer. */
  private passesOn(state: State): boolean {
    const { Output, ResultPath, Result } = state.body;
    const input = this.passed.has(state);
    const makes = state.type === "Task" || state.scopes.length > 0;
    if (state.jsonata) {
      return Output !== undefined
        ? this.holds(jsonOf(Output), state, this.holders)
        : makes
          ? this.isResult(state)
          : input;
    }
    const kept = ResultPath === null || (typeof ResultPath === "string" && ResultPath !== "$");
    return (
      (makes && ResultPath !== null && this.isResult(state)) || (input && (kept || (!makes && Result === undefined)))
    );
  }

  /** Follows answers from state to state, into branches and items, and out of them. */
  private pass(definition: Definition): void {
    const go = (scope: Scope, to: string | undefined, holds: boolean): void => {
      const next = holds ? target(scope, to) : undefined;
      if (next !== undefined) {
        this.passed.add(next);
      }
    };
    for (let before = -1; before < this.passed.size; ) {
      before = this.passed.size;
      for (const state of definition.states) {
        const out = this.passesOn(state);
        for (const { to } of state.edges) {
          go(state.scope, to, out);
        }
        const { Items, ItemSelector, Arguments } = state.body;
        const given = [Items, ItemSelector, state.type === "Parallel" ? Arguments : undefined];
        const into = this.passed.has(state) || given.some((each) => this.holds(jsonOf(each), state, this.holders));
        for (const scope of state.scopes) {
          go(scope, scope.startAt, into);
        }
        for (const { to, body } of state.catches) {
          const kept = this.passed.has(state) && (textOf(body.ResultPath) ?? "$") !== "$";
          go(state.scope, to, state.jsonata ? this.holds(jsonOf(body.Output), state, this.holders) : kept);
        }
      }
    }
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
