import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandsPage } from "./commands";
import { settingsPage } from "./settings";

/** Folder of the pages that are written from the code. */
export const REFERENCE = join(__dirname, "..", "docs", "reference");

/** The pages by file name. */
export const PAGES = { "commands.md": commandsPage, "settings.md": settingsPage } as const;

if (require.main === module) {
  for (const [file, page] of Object.entries(PAGES)) {
    writeFileSync(join(REFERENCE, file), page());
  }
}
