import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { zipArchive } from "../../../../sandbox/providers/kit/archive";
import type { Value } from "../../../../sandbox/providers/kit/values";
import { suiteFolder } from "../../../helpers/with-folder";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const archive = (content: object): Value => ({ [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", ...content });
const asset = (content: object): Value => ({ [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", ...content });

const contents = (zip: Uint8Array) =>
  Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]));

describe("zip files from Pulumi archives", () => {
  const folder = suiteFolder();
  const otherFolder = suiteFolder();
  before(() => {
    mkdirSync(join(folder, "lib"));
    writeFileSync(join(folder, "index.js"), "index");
    writeFileSync(join(folder, "lib", "part.js"), "part");
  });

  it("packs a map of assets, folders and archives inside", () => {
    const zip = zipArchive(
      archive({
        assets: {
          "text.js": asset({ text: "text" }),
          "file.js": asset({ path: join(folder, "index.js") }),
          all: archive({ path: folder }),
          deep: archive({ assets: { "a.js": asset({ text: "a" }) } }),
        },
      }),
    );
    assert.deepEqual(contents(zip), {
      "all/index.js": "index",
      "all/lib/part.js": "part",
      "deep/a.js": "a",
      "file.js": "index",
      "text.js": "text",
    });
  });

  it("packs a folder and leaves a zip file as it is", () => {
    const zip = zipArchive(archive({ path: folder }));
    assert.deepEqual(contents(zip), { "index.js": "index", "lib/part.js": "part" });
    const file = join(otherFolder, "archive.zip");
    writeFileSync(file, zip);
    assert.deepEqual(zipArchive(archive({ path: file })), Buffer.from(zip));
    assert.deepEqual(contents(zipArchive(archive({ assets: { x: archive({ path: file }) } }))), {
      "x/index.js": "index",
      "x/lib/part.js": "part",
    });
  });

  it("makes the same bytes of the same files, in any order", () => {
    const one = zipArchive(archive({ assets: { a: asset({ text: "1" }), b: asset({ text: "2" }) } }));
    const two = zipArchive(archive({ assets: { b: asset({ text: "2" }), a: asset({ text: "1" }) } }));
    assert.deepEqual(one, two);
  });

  it("refuses what is remote and what a state no longer holds", () => {
    assert.throws(() => zipArchive(archive({ uri: "https://example.com/a.zip" })), /archive is remote/);
    assert.throws(() => zipArchive(archive({ hash: "x" })), /state keeps only its hash/);
  });
});
