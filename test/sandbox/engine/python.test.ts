import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { run } from "../../../sandbox/engine/plain/run.cjs";
import { MissingError } from "../../../sandbox/engine/tools/install";
import { ensurePython, findPython, type Interpreter, OLDEST } from "../../../sandbox/engine/tools/python";
import { withFolder } from "../../helpers/with-folder";
import { withVariables } from "./temporary";

const ROOT = path.resolve(__dirname, "..", "..", "..");

const python = (version: string, venv = true): Interpreter => ({ version, executable: `/bin/python${version}`, venv });

/** A probe on a machine with these commands. */
const machine = (commands: Readonly<Record<string, Interpreter>>) => async (command: string) => commands[command];

describe("Python for the embedded AWS", () => {
  const fitting: readonly [string, Readonly<Record<string, Interpreter>>, string][] = [
    ["python3", { python3: python("3.11.0"), "python3.13": python("3.13.1") }, "3.11.0"],
    ["a newer one beside an old python3", { python3: python("3.9.2"), "python3.12": python("3.12.1") }, "3.12.1"],
    [
      "one with venv beside one without",
      { python3: python("3.12.0", false), "python3.11": python("3.11.4") },
      "3.11.4",
    ],
    ["one whose numbers are longer", { python3: python("3.100.0") }, "3.100.0"],
  ];
  for (const [what, commands, version] of fitting) {
    it(`uses ${what}`, async () => assert.equal((await findPython(machine(commands))).version, version));
  }

  const lacking: readonly [string, Readonly<Record<string, Interpreter>>, RegExp][] = [
    ["there is none", {}, /Python 3\.11 or newer with the venv module: no python3 is on PATH\. Install/],
    [
      "it is too old",
      { python3: python("3.9.18") },
      /\/bin\/python3\.9\.18 \(3\.9\.18\) is older than 3\.11\. Install/,
    ],
    ["it has no venv", { python3: python("3.11.2", false) }, /\(3\.11\.2\) has no venv module\. Install.*python3-venv/],
  ];
  for (const [what, commands, message] of lacking) {
    it(`reports when ${what}`, async () => {
      await assert.rejects(findPython(machine(commands)), (error: unknown) => {
        assert.ok(error instanceof MissingError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it("creates an environment with the pinned packages and finds it again", async function () {
    this.timeout(180_000);
    const file = await ensurePython();
    const code = "import importlib.metadata as m, cryptography, ministack; print(m.version('ministack'))";
    assert.equal(await run(file, ["-I", "-c", code]), "1.5.33");
    const started = Date.now();
    assert.equal(await ensurePython(), file);
    assert.ok(Date.now() - started < 1000);
  });

  it("is new enough for every pinned package from the oldest version on that is accepted", async function () {
    this.timeout(180_000);
    const tooNew = async (version: string): Promise<unknown> =>
      JSON.parse(await run(await ensurePython(), ["-I", "-c", PACKAGES_THAT_REFUSE, version]));
    assert.deepEqual(await tooNew(`${OLDEST.join(".")}.0`), []);
    // MiniStack itself demands 3.10, pycparser more: the check reads real metadata.
    assert.deepEqual(await tooNew("3.9.0").then((names) => (names as string[]).includes("ministack")), true);
  });

  for (const file of ["README.md", "CONTRIBUTING.md", "sandbox/README.md", "sandbox/setup.mjs"]) {
    it(`has the same oldest version in ${file}`, async () => {
      const text = await fs.readFile(path.join(ROOT, file), "utf8");
      const named = [...text.matchAll(/Python (?:environment \()?(\d+\.\d+) or newer/g)].map(([, version]) => version);
      assert.deepEqual([...new Set(named)], [OLDEST.join(".")]);
    });
  }

  it("refuses a package whose file does not have the pinned hash, and leaves nothing", async function () {
    this.timeout(180_000);
    await withFolder(async (folder) => {
      const file = path.join(folder, "requirements.txt");
      await fs.writeFile(file, `six==1.17.0 --hash=sha256:${"0".repeat(64)}\n`);
      await withVariables({ APP_OF_APPS_CACHE: path.join(folder, "cache") }, async () => {
        await assert.rejects(ensurePython({}, file), /DO NOT MATCH THE HASHES/);
      });
      assert.deepEqual(await fs.readdir(path.join(folder, "cache")), []);
    });
  });
});

/** Prints the installed packages whose metadata refuses the Python version of the first argument. */
const PACKAGES_THAT_REFUSE = `
import json, sys
from importlib.metadata import distributions
from pip._vendor.packaging.specifiers import SpecifierSet
wanted = [(d.metadata["Name"], d.metadata["Requires-Python"]) for d in distributions()]
print(json.dumps([name for name, needs in wanted if needs and not SpecifierSet(needs).contains(sys.argv[1])]))`;
