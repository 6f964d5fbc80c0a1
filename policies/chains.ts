import { readFileSync } from "node:fs";
import { itemsText, saidOf } from "./chain/findings";
import type { Link } from "./chain/link";
import { chainsOf, type MachineChains } from "./chain/stack-chains";
import { stackOfFile } from "./chain/state-file";

/** One link of a chain, as `--json` prints it. */
export interface JudgedLink {
  readonly machine: string;
  /** Empty for the machine as a whole. */
  readonly state: string;
  /** 1: Step Functions becomes the machine's role; 2: that role becomes the task's; 3: the task's role acts. */
  readonly link: 1 | 2 | 3;
  /** Items of a Map that it is for, `item 2 {"app":"carts"}`; none where it is for all. */
  readonly items?: readonly string[];
  /** `role "orders" -> role "orders-task"` */
  readonly way: string;
  readonly asked: string;
  readonly verdict: "proven" | "broken" | "unknown";
  /** The statement that decides, what is missing, or which value is not known. */
  readonly why: string;
}

/** Result of the command. */
export interface ChainsResult {
  /** 0 nothing broken, 1 a broken link, 2 bad usage or a file that cannot be read. */
  readonly status: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

const USAGE = "Usage: npm run -s chains -- FILE [--json]";

/** The text of `--help`. */
export const CHAINS_HELP = `${USAGE}

Prints every link of every role chain of a stack, those that hold too: machine role, task role, action. FILE is the output of
\`pulumi stack export\` or of \`pulumi preview --json\`, of any stack. Nothing is called.

  --json  [{"machine", "state", "link" (1 to 3), "items", "way", "asked", "verdict" ("proven", "broken" or "unknown"), "why"}]
  --help  this text

Exit codes: 0 no link is broken, 1 a broken link, 2 bad usage or a file that cannot be read.
`;

/** Every link of every chain of a stack, also those that hold: rules report only the others. */
export function roleChains(args: readonly string[], read: (file: string) => string = readText): ChainsResult {
  const options = args.filter((arg) => arg.startsWith("-"));
  if (options.some((option) => option === "--help" || option === "-h")) {
    return { status: 0, stdout: CHAINS_HELP, stderr: "" };
  }
  const [file, ...more] = args.filter((arg) => !arg.startsWith("-"));
  const strange = options.find((option) => option !== "--json");
  if (strange !== undefined || file === undefined || more.length > 0) {
    const why = strange === undefined ? "Expected exactly one file" : `Unknown option ${strange}`;
    return { status: 2, stdout: "", stderr: `${why}. ${USAGE}\n` };
  }
  try {
    const chains = chainsOf(stackOfFile(read(file)));
    const links = chains.flatMap(judged);
    const stdout = options.includes("--json") ? `${JSON.stringify(links, null, 2)}\n` : table(chains);
    return { status: links.some(({ verdict }) => verdict === "broken") ? 1 : 0, stdout, stderr: "" };
  } catch (error) {
    return { status: 2, stdout: "", stderr: `${file}: ${error instanceof Error ? error.message : String(error)}\n` };
  }
}

const VERDICTS = { allowed: "proven", denied: "broken", unknown: "unknown" } as const;

function judged({ machine, links = [] }: MachineChains): readonly JudgedLink[] {
  return links.map((link: Link) => ({
    machine: machine.name,
    state: link.state?.label ?? "",
    link: link.link,
    ...(link.items === undefined ? {} : { items: link.items }),
    way: link.way,
    asked: link.what,
    verdict: VERDICTS[link.verdict.kind],
    why: saidOf(link),
  }));
}

function table(chains: readonly MachineChains[]): string {
  const all = chains.flatMap(judged);
  const parts = chains.map((chain) => {
    const links = judged(chain);
    const open = chain.unknown ? "its definition is not known yet" : "its definition cannot be read";
    const head = `${chain.machine.label}: ${chain.links === undefined ? open : counts(links)}\n`;
    return head + links.map(line).join("");
  });
  return `${parts.join("\n")}${parts.length > 0 ? "\n" : ""}${chains.length} machine${chains.length === 1 ? "" : "s"}: ${counts(all)}\n`;
}

function line({ state, link, items, way, asked, verdict, why }: JudgedLink): string {
  const place = `${state === "" ? "" : `state "${state}", `}${itemsText(items)}link ${link} (${way})`;
  return `  ${verdict.padEnd(8)} ${place}: ${asked}\n           ${why}\n`;
}

function counts(links: readonly JudgedLink[]): string {
  const count = (wanted: JudgedLink["verdict"]) => links.filter(({ verdict }) => verdict === wanted).length;
  return `${links.length} links, ${count("proven")} proven, ${count("broken")} broken, ${count("unknown")} unknown`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new Error(`the file cannot be read (${code}). Name what pulumi stack export writes`);
  }
}

if (require.main === module) {
  const { status, stdout, stderr } = roleChains(process.argv.slice(2));
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
}
