import { ExpressionError } from "./parse";

/** What an expression can read of the person it is evaluated for. */
export interface Membership {
  readonly ids: readonly string[];
  readonly names: readonly string[];
}

interface Signature {
  readonly arguments: number | "any";
  readonly boolean: boolean;
  readonly run: (values: readonly unknown[], member: Membership) => unknown;
}

const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

const MEMBERSHIP: { readonly [name: string]: Signature } = {
  isMemberOfGroup: { arguments: 1, boolean: true, run: ([id], member) => member.ids.includes(text(id)) },
  isMemberOfAnyGroup: {
    arguments: "any",
    boolean: true,
    run: (ids, member) => ids.some((id) => member.ids.includes(text(id))),
  },
  isMemberOfGroupName: { arguments: 1, boolean: true, run: ([name], member) => member.names.includes(text(name)) },
  isMemberOfGroupNameStartsWith: {
    arguments: 1,
    boolean: true,
    run: ([start], member) => member.names.some((name) => name.startsWith(text(start))),
  },
  isMemberOfGroupNameContains: {
    arguments: 1,
    boolean: true,
    run: ([part], member) => member.names.some((name) => name.includes(text(part))),
  },
  isMemberOfGroupNameRegex: {
    arguments: 1,
    boolean: true,
    run: ([pattern], member) => member.names.some((name) => new RegExp(`^(?:${text(pattern)})$`).test(name)),
  },
};

const STRINGS: { readonly [name: string]: Signature } = {
  "String.stringContains": { arguments: 2, boolean: true, run: ([whole, part]) => text(whole).includes(text(part)) },
  "String.startsWith": { arguments: 2, boolean: true, run: ([whole, start]) => text(whole).startsWith(text(start)) },
  "String.append": { arguments: 2, boolean: false, run: ([left, right]) => text(left) + text(right) },
  "String.toUpperCase": { arguments: 1, boolean: false, run: ([value]) => text(value).toUpperCase() },
  "String.toLowerCase": { arguments: 1, boolean: false, run: ([value]) => text(value).toLowerCase() },
  "String.removeSpaces": { arguments: 1, boolean: false, run: ([value]) => text(value).replaceAll(" ", "") },
  "String.substringBefore": {
    arguments: 2,
    boolean: false,
    run: ([value, mark]) => text(value).split(text(mark))[0] ?? "",
  },
  "String.substringAfter": {
    arguments: 2,
    boolean: false,
    run: ([value, mark]) => {
      const at = text(value).indexOf(text(mark));
      return at < 0 ? "" : text(value).slice(at + text(mark).length);
    },
  },
};

const FUNCTIONS = new Map(Object.entries({ ...MEMBERSHIP, ...STRINGS }));

/** The function of that name, or the refusal. */
export function functionNamed(name: string, given: number): Signature {
  const found = FUNCTIONS.get(name);
  if (!found) {
    throw new ExpressionError(`function ${name} is not supported`);
  }
  if (found.arguments !== "any" && found.arguments !== given) {
    throw new ExpressionError(`function ${name} has ${found.arguments} argument(s), not ${given}`);
  }
  return found;
}
