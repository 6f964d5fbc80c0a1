import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { evidenceJsonSchema } from "../../components/evidence/record";

// `npm run generate:evidence-schema`: the published JSON Schema of evidence records.
const FILE = join(__dirname, "..", "..", "docs", "evidence-record.schema.json");
writeFileSync(FILE, JSON.stringify(evidenceJsonSchema()));
