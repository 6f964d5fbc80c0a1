import { MANY, ONE, PART, Text } from "../evaluator/text";
import { arnIn, type Home } from "./home";

/** Reads arguments of a Task by name: what of their value is known, or undefined where they are not given. */
export type ReadArgument = (name: string) => Text | undefined;

/** True for a text that begins with these letters, whatever follows. */
function begins(text: Text, start: string): boolean {
  return [...start].every((letter, index) => text.letters[index] === letter);
}

/** True where the text may turn out to be an ARN or a name: its beginning is not known. */
function open(text: Text): boolean {
  return text.letters.length === 0 || typeof text.letters[0] !== "string";
}

/** A thing named by its ARN, or by its name alone in the caller's account. */
function named(text: Text | undefined, byName: (name: Text) => Text): Text {
  if (text === undefined || open(text)) {
    return new Text(MANY);
  }
  return begins(text, "arn:") ? text : byName(text);
}

/**
 * A function by ARN, partial ARN (`123456789012:function:name`) or name, each also with a version or alias, which may
 * be given apart as well. IAM evaluates the qualified ARN: one without it is another resource.
 */
export function functionArn(home: Home, text: Text | undefined, qualifier?: Text): Text {
  const arn = named(text, (name) => {
    const partial = /^\d{12}:function:/.test(name.toString());
    return partial
      ? new Text("arn:", home.partition ?? PART, ":lambda:", home.region ?? PART, ":", name)
      : arnIn(home, "lambda", begins(name, "function:") ? "" : "function:", name);
  });
  if (qualifier === undefined) {
    return arn;
  }
  const own = arn.toString().split(":function:")[1]?.split(":")[1];
  if (own === undefined) {
    return new Text(arn, ":", qualifier);
  }
  // Lambda refuses two qualifiers that differ.
  const differ = arn.exact !== undefined && qualifier.exact !== undefined && own !== qualifier.exact;
  return differ ? new Text(MANY) : arn;
}

/** A message to a phone has no resource. */
export function topicArn(read: ReadArgument): Text {
  return read("TopicArn") ?? read("TargetArn") ?? new Text(read("PhoneNumber") === undefined ? MANY : "*");
}

export function tableArn(home: Home, text: Text | undefined): Text {
  return named(text, (name) => arnIn(home, "dynamodb", "table/", name));
}

/** What a query or a scan reads: the table, or the index that is named, which is a resource of its own. */
export function queriedArn(home: Home, table: Text | undefined, index: Text | undefined): Text {
  const arn = tableArn(home, table);
  return index === undefined ? arn : new Text(arn, "/index/", index);
}

/** AWS puts a hyphen and six characters behind the name that a secret is given; its ARN may be written without them. */
export function secretArn(home: Home, text: Text | undefined): Text {
  const tail = new Text("-", ...Array(6).fill(ONE));
  const arn = named(text, (name) => arnIn(home, "secretsmanager", "secret:", name, tail));
  const partial = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:.+$/.test(arn.exact ?? "");
  return partial && !/-[A-Za-z0-9]{6}$/.test(arn.exact ?? "") ? new Text(arn, tail) : arn;
}

/** A parameter by ARN or name; a name that is a path brings its own first slash. */
export function parameterArn(home: Home, text: Text | undefined): Text {
  return named(text, (name) => arnIn(home, "ssm", begins(name, "/") ? "parameter" : "parameter/", name));
}

/** A queue by its URL: `https://sqs.<region>.amazonaws.com/<account>/<name>`. */
export function queueArn(home: Home, url: Text | undefined): Text {
  const parts = /^https?:\/\/[^/]+\/(\d{12})\/(.+)$/.exec(url?.exact ?? "");
  const region = /^https?:\/\/sqs\.([a-z0-9-]+)\./.exec(url?.exact ?? "")?.[1] ?? home.region;
  return parts?.[1] === undefined
    ? new Text(MANY)
    : arnIn({ ...home, account: parts[1], region }, "sqs", parts[2] ?? "");
}

export function busArn(home: Home, text: Text | undefined): Text {
  return named(text ?? new Text("default"), (name) => arnIn(home, "events", "event-bus/", name));
}

export function projectArn(home: Home, text: Text | undefined): Text {
  return named(text, (name) => arnIn(home, "codebuild", "project/", name));
}

export function jobArn(home: Home, text: Text | undefined): Text {
  return named(text, (name) => arnIn(home, "glue", "job/", name));
}

/** A task definition by ARN or as `family:revision`; without a revision it is the newest one's, which IAM evaluates. */
export function taskDefinitionArn(home: Home, text: Text | undefined): Text {
  const arn = named(text, (name) => arnIn(home, "ecs", "task-definition/", name));
  return arn.exact !== undefined && !/:\d+$/.test(arn.exact) ? new Text(arn.exact, ":", MANY) : arn;
}

/** A cluster by ARN or name; the one called `default` where none is named. */
export function clusterArn(home: Home, text: Text | undefined): Text {
  return named(text ?? new Text("default"), (name) => arnIn(home, "ecs", "cluster/", name));
}

/**
 * A machine's ARN without its alias or version, and that qualifier: IAM names the machine, and the qualifier is a
 * condition key.
 */
export function machineArn(text: Text | undefined): {
  readonly arn: Text;
  readonly qualifier: Text | undefined | "open";
} {
  const exact = text?.exact;
  const [, arn, qualifier] = /^(arn:[^:]*:states:[^:]*:[^:]*:stateMachine:[^:]+)(?::(.+))?$/.exec(exact ?? "") ?? [];
  return arn === undefined
    ? { arn: text ?? new Text(MANY), qualifier: "open" }
    : { arn: new Text(arn), qualifier: qualifier === undefined ? undefined : new Text(qualifier) };
}
