import { accessChanges } from "../../components/access/diff";
import { type ParsedMap, parseAccessMap, readAccessMap } from "../../components/access/map-file";
import type { AccessMap } from "../../components/access/map-schema";
import { parseJson } from "../../components/core/json";
import { type Problem, ProblemsError } from "../../components/core/problem";
import { accessMapFile, environmentsWith } from "../../stacks/access-map";
import type { Command } from "../command";
import { fileAt } from "./git";

const OPTIONS = {
  json: { help: `{"changes": [{"environments", "entry", "text" (a sentence)}]}` },
} as const;

export interface DiffDependencies {
  /** @default the access map of the stacks */
  readonly file?: string;
  /** @default those with a file of settings */
  readonly environments?: readonly string[];
}

/** `npm run -s access -- diff REF`: what a change of the access map means. */
export function diffCommand(dependencies: DiffDependencies = {}): Command<typeof OPTIONS> {
  const { file = accessMapFile(), environments = environmentsWith() } = dependencies;
  return {
    name: "access",
    usage: "diff REF [--json]",
    argument: "REF",
    options: OPTIONS,
    description: `
Says in words what the access map of the working directory changes against the one of a branch, tag or commit: who may do more or less in which
environment, who is new and who is gone. A revision without an access map counts as one that lets nobody in.`,
    exitCodes: "0 done (changes or none), 2 bad usage or bad input",
    run({ argument }) {
      const before = mapOf(`the access map of ${argument}`, atRevision(argument, file));
      const after = mapOf("the access map", readAccessMap(file));
      const changes = accessChanges(before, after, environments);
      const text = changes.length === 0 ? "Nobody's access changes." : changes.map((change) => change.text).join("\n");
      return { text: `${text}\n`, data: { changes } };
    },
  };
}

function atRevision(revision: string, file: string): ParsedMap {
  const text = fileAt(revision, file) ?? '{"roles": {}}';
  const value = parseJson(text);
  const problem: Problem = { place: "", message: "is not valid JSON", fix: "compare with another revision" };
  return value === undefined ? { problems: [problem] } : parseAccessMap(value);
}

function mapOf(source: string, parsed: ParsedMap): AccessMap {
  if ("problems" in parsed) {
    throw new ProblemsError(source, parsed.problems);
  }
  return parsed.map;
}
