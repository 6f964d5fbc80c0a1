import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessMapJsonSchema } from "../../components/access/map-schema";
import { STACKS } from "../stacks-folder";

// `npm run generate:access-schema`: the JSON Schema that editors check the access map against.
writeFileSync(join(STACKS, "access", "map.schema.json"), JSON.stringify(accessMapJsonSchema()));
