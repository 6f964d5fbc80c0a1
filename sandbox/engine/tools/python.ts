import fs from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { createProgress } from "../plain/progress.cjs";
import { CommandError, run } from "../plain/run.cjs";
import { cacheRoot, digest, entryName } from "./cache";
import { installed, MissingError, type SetupContext } from "./install";

/** What the embedded AWS needs, pinned; the one list of it. */
const REQUIREMENTS = path.join(__dirname, "..", "..", "aws", "launcher", "requirements.txt");

/** Oldest Python that every pinned package accepts; a test compares it with their metadata. */
export const OLDEST: readonly [number, number] = [3, 11];

/** Commands, tried in this order. The last ones serve machines whose `python3` is older than 3.11. */
const CANDIDATES = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];

/** Prints what set-up must know of an interpreter. */
const PROBE = `
import importlib.util, json, sys
print(json.dumps({
    "version": "%d.%d.%d" % sys.version_info[:3],
    "executable": sys.executable,
    "venv": all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
}))`;

const interpreterSchema = z.strictObject({ version: z.string(), executable: z.string(), venv: z.boolean() });

/** A Python interpreter: its version, absolute path, and whether it can make virtual environments. */
export type Interpreter = z.infer<typeof interpreterSchema>;

/** What is found under a command's name: an interpreter, or why there is none. */
type PythonProbe = (command: string) => Promise<Interpreter | undefined>;

async function probe(command: string): Promise<Interpreter | undefined> {
  try {
    const answer = await run(command, ["-I", "-c", PROBE], { timeoutSeconds: 20 });
    return interpreterSchema.parse(JSON.parse(answer));
  } catch (error) {
    if (error instanceof CommandError || error instanceof SyntaxError || error instanceof z.ZodError) {
      return undefined;
    }
    throw error;
  }
}

function isNewEnough({ version }: Interpreter): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/**
 * The first interpreter that can carry the environment: 3.11 or newer, with venv and ensurepip.
 * @throws MissingError that says of each interpreter found what it lacks
 */
export async function findPython(probeOf: PythonProbe = probe): Promise<Interpreter> {
  const lacking: string[] = [];
  for (const command of CANDIDATES) {
    const found = await probeOf(command);
    if (found === undefined) {
      continue;
    }
    if (isNewEnough(found) && found.venv) {
      return found;
    }
    const lack = isNewEnough(found) ? "has no venv module" : `is older than ${OLDEST.join(".")}`;
    lacking.push(`${found.executable} (${found.version}) ${lack}`);
  }
  const seen = lacking.length === 0 ? "no python3 is on PATH" : lacking.join("; ");
  throw new MissingError(
    `The embedded AWS needs Python ${OLDEST.join(".")} or newer with the venv module: ${seen}. ` +
      'Install it, for example "apt-get install python3 python3-venv" or "brew install python".',
  );
}

const binaryOf = (dir: string) => path.join(dir, "bin", "python");
const markOf = (dir: string) => path.join(dir, "requirements.sha256");

/** The environment's interpreter if the environment is whole and the Python it was made from is still there. */
async function checkEnvironment(dir: string, wanted: string): Promise<string | undefined> {
  const made = await fs.readFile(markOf(dir), "utf8").catch(() => undefined);
  if (made !== wanted) {
    return undefined;
  }
  // A link to the machine's own Python: an upgrade or removal of that leaves it dangling.
  return await fs.access(binaryOf(dir), fs.constants.X_OK).then(
    () => binaryOf(dir),
    () => undefined,
  );
}

/** Folder of the environment of a list of requirements in the cache, made or not. */
const entryOf = (requirements: string) => path.join(cacheRoot(), entryName("python", "venv", [requirements]));

/** What must be installed for the environment; undefined when it is there already, or can be made. */
export async function lackOfPython(): Promise<string | undefined> {
  const requirements = await fs.readFile(REQUIREMENTS, "utf8");
  if ((await checkEnvironment(entryOf(requirements), digest(requirements))) !== undefined) {
    return undefined;
  }
  return await findPython().then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof MissingError) {
        return error.message;
      }
      throw error;
    },
  );
}

/** How far pip has got, from a line that it writes. */
function pipDetail(line: string): string | undefined {
  const [, verb, what] = /^\s*(Collecting|Downloading|Using cached)\s+(\S+)/.exec(line) ?? [];
  return verb === undefined || what === undefined ? undefined : `${verb.toLowerCase()} ${what.replace(/,$/, "")}`;
}

async function makeEnvironment(
  draft: string,
  python: Interpreter,
  requirements: string,
  wanted: string,
  context: SetupContext,
): Promise<void> {
  const { progress, signal } = context;
  const stopping = signal === undefined ? {} : { signal };
  await progress.step("Python environment", async (report) => {
    await run(python.executable, ["-m", "venv", draft], stopping);
    const onLine = (line: string) => {
      const detail = pipDetail(line);
      if (detail !== undefined) {
        report(detail);
      }
    };
    // The environment is renamed into place afterwards: it is only ever used as `python -m`, since the scripts in bin
    // carry the name of the draft.
    const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"];
    await run(binaryOf(draft), [...pip, "--require-hashes", "--requirement", requirements], { ...stopping, onLine });
    await run(binaryOf(draft), ["-m", "pip", "check", "--disable-pip-version-check"], stopping);
  });
  await fs.writeFile(markOf(draft), wanted);
}

/**
 * The Python of the environment that the embedded AWS runs in: a venv in the per-user cache with exactly the
 * requirements of sandbox/aws/launcher/requirements.txt; another list gets another environment.
 *
 * @param file absolute path of another list of requirements
 * @returns absolute path of its interpreter
 * @throws MissingError without a Python 3.11 with venv; Error with pip's last lines when the installation fails
 */
export async function ensurePython(context: Partial<SetupContext> = {}, file = REQUIREMENTS): Promise<string> {
  const { progress = createProgress(), signal } = context;
  const requirements = await fs.readFile(file, "utf8");
  const wanted = digest(requirements);
  const dir = entryOf(requirements);
  return await installed(
    {
      what: "Python environment",
      dir,
      check: (place) => checkEnvironment(place, wanted),
      build: async (draft) =>
        await makeEnvironment(
          draft,
          await findPython(),
          file,
          wanted,
          signal === undefined ? { progress } : { progress, signal },
        ),
    },
    signal === undefined ? { progress } : { progress, signal },
  );
}
