import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCommand } from "../../../cli/command";
import type { EvidenceReport } from "../../../cli/evidence/formats";
import { type EvidenceDependencies, evidenceCommand } from "../../../cli/evidence/index";
import type { EvidenceApi } from "../../../cli/evidence/stored-record";
import type { EvidenceRecord } from "../../../components/evidence/record";
import { GRANT, MOVE, ROLLBACK, RUN } from "../../components/evidence/sample-records";

const SETTINGS: Readonly<Record<string, string>> = {
  "aws:region": "eu-central-1",
  "aws:allowedAccountIds": '["111111111111"]',
  "app-of-apps:evidence": "true",
  "app-of-apps:evidenceRetentionDays": "400",
};

const REQUESTS = { "okta:orgName": "example", "okta:baseUrl": "okta.com", "app-of-apps:accessMap": accessMapFile() };

/** An access map with one entry on request. */
function accessMapFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), "evidence-")), "map.json");
  after(() => rmSync(dirname(file), { recursive: true }));
  const people = {
    viewer: { role: "viewer", members: 'user.department=="engineering"' },
    "on-call": { role: "viewer", onRequest: { askedBy: ["viewer"] } },
  };
  const machines = { runner: { role: "viewer" } };
  writeFileSync(file, JSON.stringify({ roles: { viewer: { may: ["observe"] } }, people, machines }));
  return file;
}

function object(key: string, record: EvidenceRecord) {
  const body = Buffer.from(JSON.stringify(record));
  const sha256 = createHash("sha256").update(body).digest("base64");
  const lock = { lockMode: "COMPLIANCE", lockedUntil: new Date("2028-01-01T00:00:00Z") };
  return { key, version: "v1", storedAt: new Date(record.recordedAt), isDeleteMarker: false, body, sha256, ...lock };
}

const OBJECTS = [
  object("dev/runs/2026-11-27/release-7.json", RUN),
  object("dev/changes/2026-11-27/1.json", MOVE),
  object("dev/changes/2026-11-27/2.json", ROLLBACK),
];

function dependencies(api: Partial<EvidenceApi> = {}, settings = SETTINGS): EvidenceDependencies {
  return {
    settings: () => ({ get: (key) => settings[key], keys: () => Object.keys(settings) }),
    api: () => ({
      versions: async (bucket, prefix) => {
        assert.deepEqual([bucket, prefix], ["retail-dev-evidence-111111111111-eu-central-1", "dev/"]);
        return OBJECTS;
      },
      runs: async () => [{ name: "release-7", status: "FAILED", startedAt: new Date(RUN.startedAt) }],
      lastChanges: async () => [],
      aliases: async (names) => names.map((name) => ({ ...name, shares: MOVE.to, movedAt: new Date(0) })),
      ...api,
    }),
    now: () => new Date("2026-11-28T00:00:00Z"),
  };
}

const run = (args: readonly string[], deps = dependencies()) =>
  runCommand(evidenceCommand(deps), ["--stack", "dev", "--since", "2026-11-01", ...args]);

describe("npm run -s evidence", () => {
  it("says by criterion what the records show and what is missing, and exits 0 where all holds", async () => {
    const { status, stdout, stderr } = await run([]);
    assert.equal(status, 0, stderr);
    const found = [...stdout.matchAll(/^([A-Z]+\d\.\d) /gm)].map(([, id]) => id);
    assert.deepEqual(found, [
      ...["CC6.1", "CC6.2", "CC6.3", "CC6.6", "CC7.2", "CC7.3", "CC7.4", "CC7.5", "CC8.1", "A1.2", "PI1.3"],
    ]);
    assert.match(stdout, /missing: no run went well since release-7\n/);
    assert.match(stdout, /missing: no rehearsal in this time\n/);
    assert.match(stdout, /no finding\n$/);
  });

  it("prints one JSON object, a CSV table or one HTML page", async () => {
    const json = JSON.parse((await run(["--format", "json"])).stdout);
    assert.deepEqual([json.environment, json.records.length, json.findings], ["retail/dev", 3, []]);
    const csv = (await run(["--format", "csv"])).stdout;
    assert.match(csv, /^"criterion","kind","time","text","key","version","sha256","locked until"\r\n/);
    assert.match(csv, /\r\n"CC7\.4","shown",".*Z","release-7: orders rolled back","dev\/runs\//);
    const html = (await run(["--format", "html"])).stdout;
    assert.match(html, /^<!doctype html><html lang="en">/);
    assert.doesNotMatch(html, /<script|src=|href=/);
  });

  it("lists an emergency first in every format, and grants under access and its end", async () => {
    const emergency = object(`dev/grants/2026-11-27/${GRANT.grant}.json`, GRANT);
    const calm = { ...GRANT, grant: "on-call-2", breakGlass: false };
    const other = object("dev/grants/2026-11-27/on-call-2.json", calm);
    const deps = dependencies({ versions: async () => [...OBJECTS, other, emergency] });
    const line = `${GRANT.grant}: ada@example.com as on-call from ${GRANT.activeFrom} to ${GRANT.end.at}, ${GRANT.reason}`;
    const { stdout } = await run([], deps);
    const [, second = "", third] = stdout.split("\n");
    assert.deepEqual([second, third], [`EMERGENCY ${GRANT.requestedAt} ${line}`, ""]);
    assert.ok((await run(["--format", "csv"], deps)).stdout.split("\r\n")[1]?.startsWith('"","emergency",'));
    const html = (await run(["--format", "html"], deps)).stdout;
    assert.ok(html.indexOf(line) < html.indexOf("<h2>Findings"));
    const { criteria } = JSON.parse((await run(["--format", "json"], deps)).stdout) as EvidenceReport;
    const shown = criteria
      .filter(({ shows }) => shows.some(({ text }) => text.startsWith("on-call-2")))
      .map(({ id }) => id);
    assert.deepEqual(shown, ["CC6.1", "CC6.2", "CC6.3"]);
    assert.match((await run([])).stdout, /\nno emergency\n/);
  });

  it("asks for the executions of grants where the environment has them, and finds one without a record", async () => {
    const asked: string[] = [];
    const api: Partial<EvidenceApi> = {
      runs: async (arn) => {
        asked.push(arn.split(":").at(-1) ?? "");
        return arn.endsWith("_access_grants")
          ? [{ name: "on-call-9", status: "TIMED_OUT", startedAt: new Date(RUN.startedAt) }]
          : [{ name: "release-7", status: "FAILED", startedAt: new Date(RUN.startedAt) }];
      },
    };
    const grants = { ...SETTINGS, "app-of-apps:runsApi": "true", "app-of-apps:grants": "true", ...REQUESTS };
    const { status, stdout, stderr } = await run([], dependencies(api, grants));
    assert.deepEqual([status, asked], [1, ["retail-dev", "retail-dev_access_grants"]], stderr);
    assert.match(stdout, /grant on-call-9: ended TIMED_OUT and has no record that holds/);
  });

  it("writes no text of a record as markup or as a formula", async () => {
    const evil = object("dev/changes/2026-11-27/3.json", { ...MOVE, machine: "=1+1", why: "<img src=x onerror=1>" });
    const deps = dependencies({ versions: async () => [...OBJECTS, evil] });
    assert.doesNotMatch((await run(["--format", "html"], deps)).stdout, /<img/);
    assert.doesNotMatch((await run(["--format", "csv"], deps)).stdout, /,"=1/);
  });

  it("exits 1 where a record does not hold, and says which", async () => {
    const [first, ...others] = OBJECTS;
    assert.ok(first !== undefined);
    const body = Buffer.from(first.body.toString().replace("ada", "eve"));
    const { status, stdout } = await run([], dependencies({ versions: async () => [{ ...first, body }, ...others] }));
    assert.equal(status, 1);
    assert.match(stdout, /\n {2}dev\/runs\/2026-11-27\/release-7\.json version v1: is not what was stored: /);
    assert.match(stdout, /\n {2}run release-7: ended FAILED and has no record that holds\n/);
  });

  it("finds an alias that is gone, by a record that is older than the time asked for", async () => {
    const old = { ...MOVE, recordedAt: "2025-01-01T00:00:00.000Z", machine: "carts", alias: `${MOVE.alias}-carts` };
    const unlocked = { ...object("dev/changes/2025-01-01/1.json", old), lockedUntil: new Date("2026-02-01T00:00:00Z") };
    const asked: string[] = [];
    const api: Partial<EvidenceApi> = {
      lastChanges: async (bucket, prefix) => {
        asked.push(bucket, prefix);
        return [unlocked];
      },
      aliases: async (names) =>
        names
          .filter(({ machine }) => machine !== "carts")
          .map((name) => ({ ...name, shares: MOVE.to, movedAt: new Date(0) })),
    };
    const { status, stdout } = await run([], dependencies(api));
    assert.deepEqual(asked, ["retail-dev-evidence-111111111111-eu-central-1", "dev/changes/"]);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /\nFindings\n {2}alias of carts: is gone, and no record says who removed it: .*2025-01-01.* says 6\n/,
    );
    assert.doesNotMatch(stdout, /2025-01-01\/1\.json/);
  });

  it("exits 2 for a time, a format or an environment that it cannot use, with the fix", async () => {
    const bad = await runCommand(evidenceCommand(dependencies()), ["--stack", "dev", "--since", "yesterday"]);
    assert.deepEqual([bad.status, /--since: "yesterday" is not a day/.test(bad.stderr)], [2, true]);
    const format = await run(["--format", "pdf"]);
    assert.deepEqual([format.status, /--format: "pdf" must be one of/.test(format.stderr)], [2, true]);
    const { "app-of-apps:evidence": _, "app-of-apps:evidenceRetentionDays": __, ...without } = SETTINGS;
    const off = await run([], dependencies({}, without));
    assert.deepEqual([off.status, /app-of-apps:evidence.*is not true.*\n?.*fix: set/.test(off.stderr)], [2, true]);
  });
});
