/** The parts of a changelog that a release reads and writes; a version is a heading of the second level. */

const UNRELEASED = "Unreleased";

/** Text under the heading of a version, or of what is not released; undefined without the heading. */
export function sectionOf(changelog: string, version: string = UNRELEASED): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const found = sections.find((section) => /^\S+/.exec(section)?.[0] === version);
  return found?.slice(found.indexOf("\n") + 1).trim();
}

/**
 * The changelog in which what was not released is the version's.
 * @param date ISO 8601 day, `2026-11-27`
 * @throws Error when nothing is unreleased or the version is there already
 */
export function released(changelog: string, version: string, date: string): string {
  if (sectionOf(changelog, version) !== undefined) {
    throw new Error(`CHANGELOG.md has ${version} already. fix: choose the next version`);
  }
  if ((sectionOf(changelog) ?? "") === "") {
    throw new Error(`CHANGELOG.md has nothing under "## ${UNRELEASED}". fix: describe what changed`);
  }
  return changelog.replace(`## ${UNRELEASED}\n`, `## ${UNRELEASED}\n\n## ${version} (${date})\n`);
}
