// What the engine starts, through the script named pulumi-resource-<name>: loads the plugin's bundle, which serves and
// prints its port.
import { createRequire } from "node:module";
import { bundle } from "./bundle.mjs";

const [name] = process.argv.slice(2);
createRequire(import.meta.url)(await bundle(name));
