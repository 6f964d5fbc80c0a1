import { dirname, join, relative, resolve } from "node:path";
import type { Scope } from "../core/names";
import type { PolicyDocument } from "../core/policy-document";
import type { Problem } from "../core/problem";
import { parseAccessRule } from "../iam/access-rule";
import type { Blueprint } from "./blueprint";
import { readJsonFile } from "./json-file";

/** Access rules of a blueprint. */
export interface AccessRules {
  /** By app; apps without a rule are absent. */
  readonly rules: Readonly<Record<string, PolicyDocument>>;
  /** Every problem of every rule file; places begin with the file's path. */
  readonly problems: readonly Problem[];
}

/** Reads the rule of every app that names one, from the folder `access` next to the blueprint's file. Never throws. */
export function readAccessRules(blueprintFile: string, blueprint: Blueprint, scope: Scope): AccessRules {
  const folder = join(dirname(resolve(blueprintFile)), "access");
  const rules: Record<string, PolicyDocument> = {};
  const problems: Problem[] = [];
  for (const [app, { access }] of Object.entries(blueprint.apps)) {
    if (access === undefined) {
      continue;
    }
    const file = join(folder, access);
    const content = readJsonFile(file);
    if ("problems" in content) {
      problems.push(...content.problems);
      continue;
    }
    const rule = parseAccessRule(relative(process.cwd(), file), content.value, scope);
    problems.push(...rule.problems);
    if (rule.document !== undefined) {
      rules[app] = rule.document;
    }
  }
  return { rules, problems };
}
