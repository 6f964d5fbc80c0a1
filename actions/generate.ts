import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readReference } from "./reference";
import { actionTable, tableText } from "./table";

/** The same file in both packages, as neither imports the other. */
export const TABLE_FILES: readonly string[] = ["components/core/actions.json", "policies/iam/actions.json"];

if (require.main === module) {
  void write();
}

async function write(): Promise<void> {
  const table = actionTable(await readReference());
  for (const file of TABLE_FILES) {
    writeFileSync(join(__dirname, "..", file), tableText(table));
  }
  process.stdout.write(`Service Authorization Reference of ${table.date}: wrote ${TABLE_FILES.join(" and ")}\n`);
}
