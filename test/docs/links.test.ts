import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "policies/README.md",
  "sandbox/README.md",
  ...["docs", "docs/decisions", "docs/how-to", "docs/reference"].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  ),
];

/** Relative links of a page, without their fragments. */
function links(page: string): string[] {
  const text = readFileSync(page, "utf8").replace(/```[\s\S]*?```/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.replace(/#.*/, ""))
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}

/** Paths of this repository's TypeScript files that a page names in backticks. */
function namedFiles(page: string): string[] {
  const text = readFileSync(page, "utf8");
  return [...text.matchAll(/`((?:components|cli|stacks|policies|sandbox|ci|test|bench)\/[\w./-]*)`/g)].map(
    ([, path = ""]) => path,
  );
}

describe("documentation", () => {
  it("links to files that are there", () => {
    const broken = PAGES.flatMap((page) =>
      links(page)
        .filter((target) => !existsSync(join(dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    assert.deepEqual(broken, []);
  });

  it("names files and folders that are there", () => {
    const missing = PAGES.flatMap((page) =>
      namedFiles(page)
        .filter((path) => !existsSync(path))
        .map((path) => `${page}: ${path}`),
    );
    assert.deepEqual(missing, []);
  });

  it("lists every page in an index", () => {
    const listed = new Set(
      ["README.md", "docs/README.md", "docs/decisions/README.md", "docs/how-to/README.md"].flatMap((index) =>
        links(index).map((target) => join(dirname(index), target)),
      ),
    );
    assert.deepEqual(
      PAGES.filter((page) => page !== "README.md" && !listed.has(page)),
      [],
    );
  });
});
