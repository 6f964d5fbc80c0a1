import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { createProgress } from "../../../sandbox/engine/plain/progress.cjs";
import { buildWithGo, OLDEST_GO, pinsOf } from "../../../sandbox/engine/tools/go-build";
import { MissingError } from "../../../sandbox/engine/tools/install";
import { ENGINE_VERSION } from "../../../sandbox/engine/tools/version";
import { withFolder } from "../../helpers/with-folder";
import { withVariables, writeScript } from "./temporary";

const context = { progress: createProgress() };
const program = { module: "cli", package: "example.com/p", variables: { "example.com/v.Version": "1.2.3" } } as const;

describe("building with Go", () => {
  it("calls Go in the pinned module, without cgo and workspace, with the user's settings", async () => {
    await withFolder(async (folder) => {
      const seen = path.join(folder, "seen");
      const show = `echo "$@" >> "${seen}"; echo "$GOWORK $CGO_ENABLED $GOFLAGS $GOPROXY $PWD" >> "${seen}"`;
      await writeScript(path.join(folder, "go"), show);
      const PATH = `${folder}:${process.env.PATH}`;
      await withVariables({ PATH, GOFLAGS: "-modcacherw", GOPROXY: "https://goproxy.example" }, async () => {
        await buildWithGo(program, "/tmp/out", context, "build");
      });
      const where = path.join(path.resolve(__dirname, "..", "..", ".."), "sandbox", "engine", "tools", "cli");
      assert.deepEqual((await fs.readFile(seen, "utf8")).trim().split("\n"), [
        "env GOVERSION",
        `off 0 -modcacherw https://goproxy.example ${where}`,
        "build -v -mod=readonly -trimpath -ldflags -s -w -X example.com/v.Version=1.2.3 -o /tmp/out example.com/p",
        `off 0 -modcacherw https://goproxy.example ${where}`,
      ]);
    });
  });

  it("reports that Go is missing, or Go's own message that it is too old", async () => {
    await withFolder(async (folder) => {
      const build = () => buildWithGo(program, "/tmp/out", context, "build");
      const refused = (reason: RegExp) => (error: unknown) => {
        assert.ok(error instanceof MissingError);
        assert.match(error.message, reason);
        return true;
      };
      await withVariables({ PATH: folder }, async () => {
        await assert.rejects(build(), refused(/^Go 1\.25\.11 or newer is needed to build it: no go is on PATH$/));
      });
      await writeScript(
        path.join(folder, "go"),
        'echo "go: go.mod requires go >= 1.25.11 (running go 1.20)" >&2; exit 1',
      );
      await withVariables({ PATH: `${folder}:${process.env.PATH}` }, async () => {
        await assert.rejects(build(), refused(/requires go >= 1\.25\.11 \(running go 1\.20\)$/));
      });
    });
  });

  it("shows the last output of Go when the build fails", async () => {
    await withFolder(async (folder) => {
      const script = '[ "$1" = env ] && exit 0; echo "verifying module: checksum mismatch" >&2; exit 1';
      await writeScript(path.join(folder, "go"), script);
      await withVariables({ PATH: `${folder}:${process.env.PATH}` }, async () => {
        await assert.rejects(
          buildWithGo(program, "/tmp/out", context, "build"),
          /exit code 1\n {2}verifying module: checksum/,
        );
      });
    });
  });

  it("pins the engine's version and the oldest Go version, with a hash of every module", async () => {
    const [mod = "", sum = ""] = await pinsOf("cli");
    assert.match(mod, new RegExp(`^go ${OLDEST_GO.replaceAll(".", "\\.")}$`, "m"));
    assert.match(mod, new RegExp(`github.com/pulumi/pulumi/pkg/v3 v${ENGINE_VERSION}\\b`));
    for (const [, name, version] of mod.matchAll(/^\t(\S+) (v\S+)/gm)) {
      assert.ok(sum.includes(`${name} ${version} h1:`), `${name} ${version}`);
    }
  });
});
