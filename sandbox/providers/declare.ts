import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDeclarations } from "./kit/declarations";
import { TYPES_IN_USE } from "./types-in-use";

// Rewrites the committed declarations from the installed SDK packages: `npx ts-node sandbox/providers/declare.ts`.
for (const [name, modules] of Object.entries(TYPES_IN_USE)) {
  const file = join(__dirname, name, "declarations.json");
  writeFileSync(file, `${JSON.stringify(readDeclarations(`@pulumi/${name}`, modules))}\n`);
  process.stdout.write(`${file}\n`);
}
