import type { Verdict } from "../evaluator/evaluate";
import type { Finding } from "../kit/rule";
import type { Link, Misnamed } from "./link";

/** Names of states, and of items, that a message shows. */
const SHOWN = 3;

/** The links that are refused, as findings; the same of several states as one. */
export function brokenFindings(links: readonly Link[]): readonly Finding[] {
  return grouped(links, (link) => (link.verdict.kind === "denied" ? broken(link, link.verdict) : undefined));
}

/** The links of which it cannot be said whether they hold, as findings; the same of several states as one. */
export function openFindings(links: readonly Link[]): readonly Finding[] {
  return grouped(links, ({ what, verdict }) =>
    verdict.kind === "unknown"
      ? {
          found: `whether ${what} is allowed cannot be said: ${verdict.why}`,
          fix: "Write it so that it is known at preview, or rehearse the machine before it takes traffic",
        }
      : undefined,
  );
}

/** Why a link's verdict is what it is, in one line. */
export function saidOf(link: Link): string {
  const { verdict } = link;
  switch (verdict.kind) {
    case "allowed":
      return `${verdict.by.policy}, ${verdict.by.statement}`;
    case "unknown":
      return verdict.why;
    default:
      return broken(link, verdict).found;
  }
}

function grouped(links: readonly Link[], say: (link: Link) => Finding | undefined): readonly Finding[] {
  const groups = new Map<string, { link: Link; finding: Finding; states: string[] }>();
  for (const link of links) {
    const finding = say(link);
    if (finding === undefined) {
      continue;
    }
    const key = JSON.stringify([link.link, link.way, link.items, finding]);
    const group = groups.get(key) ?? { link, finding, states: [] };
    groups.set(key, group);
    if (link.state !== undefined && !group.states.includes(link.state.label)) {
      group.states.push(link.state.label);
    }
  }
  return [...groups.values()].map(({ link, finding, states }) => ({ ...finding, at: place(link, states) }));
}

/** `state "Run", link 2 (role "orders" -> role "orders-task")` */
function place({ link, way, items }: Link, states: readonly string[]): string {
  const names = states.slice(0, SHOWN).map((name) => `"${name}"`);
  const more = states.length > SHOWN ? ` and ${states.length - SHOWN} more` : "";
  const of = states.length === 0 ? "" : `state${states.length > 1 ? "s" : ""} ${names.join(", ")}${more}, `;
  return `${of}${itemsText(items)}link ${link} (${way})`;
}

/** `item 2 {"app":"carts"}, `; empty where a link is for all items. */
export function itemsText(items: Link["items"] = []): string {
  const more = items.length > SHOWN ? ` and ${items.length - SHOWN} more` : "";
  return items.length === 0 ? "" : `${items.slice(0, SHOWN).join(", ")}${more}, `;
}

function broken({ of, asked, what }: Link, verdict: (Verdict & { kind: "denied" }) | Misnamed): Finding {
  if (verdict.how === "misnamed") {
    return {
      found: `${what} finds no role: ${of} has another path, and its ARN is ${verdict.arn}`,
      fix: "Name it by that ARN",
    };
  }
  if (verdict.how === "explicit") {
    const { policy, statement } = verdict.by;
    return { found: `${policy}, ${statement} denies ${what}`, fix: "Take it out of that statement, or do without it" };
  }
  const { near, lacking } = verdict;
  const closest = near === undefined ? "" : `: ${near.policy}, ${near.statement} ${why(near)}`;
  if (lacking === "boundary") {
    return {
      found: `the permissions boundary of ${of} leaves out ${what}${closest}`,
      fix: "Allow it in the boundary, too",
    };
  }
  if (asked === "trust") {
    return {
      found: `${of} does not trust ${what}${closest}`,
      fix:
        near?.failed === "condition"
          ? "Correct the condition in its assumeRolePolicy"
          : "Allow exactly that principal in its assumeRolePolicy",
    };
  }
  const fixes = {
    condition: "Correct the condition, or what the state requests",
    resource: "Name this resource in the statement, or correct what the state requests",
    principal: "Allow it in a policy of the role",
  };
  return {
    found: `no policy of ${of} allows ${what}${closest}`,
    fix: near === undefined ? "Allow it in a policy of the role" : fixes[near.failed],
  };
}

function why({ failed, test }: { readonly failed: string; readonly test?: string | undefined }): string {
  switch (failed) {
    case "condition":
      return `requires ${test}`;
    case "resource":
      return "is for other resources";
    default:
      return "is for other principals";
  }
}
