import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { px } from "../../../cli/report/page/format";
import { layOut, NODE_HEIGHT } from "../../../cli/report/page/graph-layout";
import { tilesOf } from "../../../cli/report/page/graph-tiles";
import { page } from "../../../cli/report/page/page";
import { type AppReport, type Report, reportOf } from "../../../cli/report/report";
import { HOSTILE, sample, samplePlan } from "./sample-report";

const written = async (report: Report) => page(report, await layOut(report.apps));

/** The page without its style sheet. */
const body = (text: string) => text.replace(/<style>[\s\S]*<\/style>/, "");

describe("the page of a run", () => {
  it("allows its own style sheet and nothing else, and names nothing that could be loaded", async () => {
    const text = await written(sample(10).report);
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? assert.fail();
    const hash = createHash("sha256").update(style).digest("base64");
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    assert.equal(
      policy.replaceAll("&#39;", "'"),
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    assert.doesNotMatch(style, /url\(|@import/);
    assert.doesNotMatch(body(text), /<(script|link|img|iframe|object|embed|base|form)\b|<[^>]*\s(src|style|on\w+)=/i);
  });

  it("begins with what failed: app, error, message, attempts, rollbacks, and what to run next", async () => {
    const text = body(await written(sample(10).report));
    const at = (part: string) => (text.indexOf(part) >= 0 ? text.indexOf(part) : assert.fail(part));
    assert.ok(at('id="failures"') < at('id="timeline"') && at('id="timeline"') < at('id="graph"'));
    assert.ok(at('id="graph"') < at('id="apps"') && at('id="apps"') < at('id="access"'));
    const failures = text.slice(at('id="failures"'), at('id="timeline"'));
    assert.match(failures, /<h2 id="failures-title">1 failure<\/h2>/);
    assert.match(failures, /PaymentError<\/span> <span class="muted">after [\d.]+ s, 3 attempts/);
    assert.match(failures, /<ol class="rollbacks"><li>.*<\/li><li>.*rolled back/);
    assert.match(failures, /npm run -s rollback -- --stack dev --app app-\d --to VERSION --why &quot;REASON&quot;/);
    const [first] = /<tbody[^>]*>\s*<tr[^>]*>/.exec(text) ?? assert.fail();
    assert.match(first, /class="failed"/);
  });

  it("shows a message as text, even one that would be a program", async () => {
    const text = await written(sample(10).report);
    assert.ok(text.includes("card service refused &lt;script&gt;document.title = &quot;taken&quot;&lt;/script&gt;"));
    assert.ok(!text.includes("<script>") && !text.includes("\u202e"));
  });

  it("escapes names and identities as well as messages", async () => {
    const { report } = sample(10);
    const { run } = report;
    assert.ok(run);
    const hostile = { ...run, name: HOSTILE, startedBy: HOSTILE, source: HOSTILE, execution: HOSTILE };
    const access = report.access.map((row) => ({ ...row, who: HOSTILE, role: HOSTILE, may: [HOSTILE] }));
    const text = await written({
      ...report,
      run: hostile,
      access,
      commands: [HOSTILE],
      consoleUrl: `https://x/"${HOSTILE}`,
    });
    assert.doesNotMatch(body(text), /<script|<img|\sonerror="/);
  });

  it("says that no app failed, and what the run took against the plan", async () => {
    const text = body(await written(sample(10, false).report));
    assert.match(text, /No app failed\./);
    assert.match(text, /<dt>Planned<\/dt><dd>\d+ s \((\+|−)\d+ %\)<\/dd>/);
    assert.doesNotMatch(text, /class="failure"/);
  });

  it("shows a failure of the run itself, where no app failed", async () => {
    const { report } = sample(10, false);
    const { run } = report;
    assert.ok(run);
    const failure = { error: "States.Timeout", cause: "the run took too long" };
    const text = body(await written({ ...report, run: { ...run, status: "TIMED_OUT", failure } }));
    assert.match(text, /id="failure-of-run">[\s\S]*Timed out[\s\S]*States\.Timeout[\s\S]*the run took too long/);
  });

  it("shows a run under way: what has ended, what runs, and no end", async () => {
    const { report } = sample(10, false);
    const { run, apps } = report;
    assert.ok(run);
    const [first, ...others] = apps;
    assert.ok(first?.run);
    const running = { ...first, run: { ...first.run, status: "RUNNING" as const, endedAt: undefined } };
    const text = body(
      await written({ ...report, apps: [running, ...others], run: { ...run, status: "RUNNING", endedAt: undefined } }),
    );
    assert.match(text, / so far/);
    assert.match(text, /class="real active/);
  });

  it("shows open grants in front of the access map, emergencies marked and first, reasons as text", async () => {
    const text = body(await written(sample(10).report));
    const access = text.slice(text.indexOf('id="access"'));
    const [, rows = ""] = /<h3 id="grants-title">[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(access) ?? [];
    assert.deepEqual(
      [...rows.matchAll(/<tr( class="failed")?>\s*<th scope="row">(.*?)</g)].map(([, marked, who]) => [
        marked !== undefined,
        who,
      ]),
      [
        [true, "eve@example.com"],
        [false, "bob@example.com"],
        [false, "ann@example.com"],
      ],
    );
    assert.match(
      rows,
      /eve@[\s\S]*break-glass[\s\S]*2026-05-04 13:10:00 UTC[\s\S]*&lt;script&gt;[\s\S]*waiting for approval/,
    );
    assert.ok(access.indexOf("grants-title") < access.indexOf("as the access map and the settings say"));
  });

  it("says that no grant is open, or why it is not known, and nothing where the environment grants nothing", async () => {
    const { report } = sample(10);
    const withGrants = async (grants: Report["grants"]) => body(await written({ ...report, grants }));
    assert.match(await withGrants({ value: [] }), /Open grants<\/h3>\s*<p>None at 2026-05-04 12:50:00 UTC\.<\/p>/);
    assert.match(
      await withGrants({ notAllowed: "dynamodb:Scan" }),
      /<p>Unknown: not allowed, needs dynamodb:Scan\.<\/p>/,
    );
    assert.doesNotMatch(await withGrants(undefined), /Open grants/);
  });

  it("shows the plan where there was no run", async () => {
    const text = body(await written(reportOf(samplePlan(10), undefined, new Date(0))));
    assert.match(text, /<h1>No run yet<\/h1>/);
    assert.doesNotMatch(text, /class="real|id="failures"/);
    assert.equal(text.match(/data-status="PLANNED"/g)?.length, 10);
  });

  it("marks the critical path of the run in chart and graph", async () => {
    const { report } = sample(10);
    const { criticalPath = assert.fail() } = report;
    assert.ok(criticalPath.length > 1);
    const text = body(await written(report));
    assert.equal(text.match(/<li class="critical">/g)?.length, criticalPath.length);
    assert.equal(text.match(/class="node \w+ critical"/g)?.length, criticalPath.length);
    assert.match(text, /<path class="edge critical" d="M/);
  });

  it("draws each app once and each dependency, right of what it waits for", async () => {
    const { apps } = sample(100).report;
    const { nodes, edges } = await layOut(apps);
    assert.deepEqual(nodes.map(({ app }) => app).sort(), apps.map(({ app }) => app).sort());
    assert.equal(
      edges.length,
      apps.reduce((sum, { after }) => sum + after.length, 0),
    );
    const places = new Map(nodes.map((node) => [node.app, node]));
    for (const { from, to } of edges) {
      const [left, right] = [places.get(from) ?? assert.fail(), places.get(to) ?? assert.fail()];
      assert.ok(left.x + left.width < right.x, `${from} -> ${to}`);
    }
  });

  for (const [title, apps] of [
    ["in layers", sample(400).report.apps],
    ["that wait for nothing", sample(400).report.apps.map((one) => ({ ...one, after: [] }))],
    ["in a chain", chained(sample(100).report.apps)],
    ["none at all", []],
  ] as const) {
    it(`divides the drawing into tiles without cutting an app or losing a line, for apps ${title}`, async () => {
      const layout = await layOut(apps);
      const columns = tilesOf(layout, ({ from }) => from === "app-1");
      const tiles = columns.flat();
      assert.equal(
        tiles.reduce((sum, { width, height }) => sum + width * height, 0),
        Math.ceil(layout.width) * Math.ceil(layout.height),
      );
      assert.deepEqual(
        tiles.flatMap(({ nodes }) => nodes.map(({ app }) => app)).sort(),
        apps.map(({ app }) => app).sort(),
      );
      for (const { x, y, width, height, nodes } of tiles) {
        for (const node of nodes) {
          assert.ok(node.x >= x && node.x + node.width <= x + width, node.app);
          assert.ok(node.y >= y && node.y + NODE_HEIGHT <= y + height, node.app);
        }
      }
      for (const { from, points } of layout.edges) {
        for (const { x, y } of points) {
          const there = tiles.filter(
            (tile) => x >= tile.x && x <= tile.x + tile.width && y >= tile.y && y <= tile.y + tile.height,
          );
          const drawn = `${px(x)} ${px(y)}`;
          assert.ok(
            there.length > 0 &&
              there.every(({ lines, criticalLines }) =>
                (from === "app-1" ? criticalLines : lines).includes(px(x).toString()),
              ),
            drawn,
          );
        }
      }
      const largest = Math.max(0, ...tiles.map(({ nodes }) => nodes.length));
      assert.ok(largest <= 60, `${largest} apps in a tile`);
    });
  }
});

function chained(apps: readonly AppReport[]): AppReport[] {
  return apps.map((one, index) => ({ ...one, after: apps.slice(Math.max(0, index - 1), index).map(({ app }) => app) }));
}
