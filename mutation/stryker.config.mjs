/**
 * Mutation testing of one folder of the policy pack: each change of its code that no test notices is a survivor.
 * `npm run mutation` (run.mjs) runs this for every folder. https://stryker-mutator.io
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
import { reportOf } from "./folders.mjs";

const { FOLDER: folder = "rules", STATIC } = process.env;

/** The evaluator and the chains, with the rules that are made of them: nothing else runs their code. */
const proofs = ["chain", "evaluator"];

export default {
  mutate: [
    `policies/${folder}/**/*.ts`,
    // A table that a test compares with @pulumi/aws, which takes long to load.
    "!policies/kit/types.ts",
  ],
  testRunner: "mocha",
  plugins: ["./mutation/mocha-runner.mjs"],
  mochaOptions: {
    config: ".mocharc.json",
    require: [
      "ts-node/register",
      "./test/helpers/quiet-sdk.ts",
      "./test/helpers/stack-frames.ts",
      "./test/helpers/seed.ts",
      "./mutation/forget.ts",
    ],
    // The folder's own tests first: they are the quickest to notice.
    spec: [
      `test/policies/${folder}/**/*.test.ts`,
      ...(proofs.includes(folder)
        ? ["test/policies/{chain,evaluator}/**/*.test.ts", "test/policies/rules/**/{role-chain,agent}*.test.ts"]
        : ["test/policies/{definition,events,iam,kit,rules,shapes}/**/*.test.ts", "test/policies/pack.test.ts"]),
    ],
    // They load @pulumi/aws, start an evaluator in another language, or draw thousands of cases: they could only notice more.
    ignore: [
      "test/policies/kit/types.test.ts",
      "test/policies/chain/needs/integrations.test.ts",
      "test/policies/evaluator/differential.test.ts",
      "test/policies/evaluator/properties.test.ts",
    ],
  },
  coverageAnalysis: "perTest",
  dryRunTimeoutMinutes: 15,
  // Texts and tables that are made when a file is loaded: each change of one needs a process of its own, and all tests.
  ignoreStatic: STATIC === undefined,
  ignorePatterns: [
    "*",
    "!.mocharc.json",
    "!tsconfig.json",
    "!package.json",
    "!policies/**",
    "policies/node_modules",
    "!test/**",
    "!mutation/**",
  ],
  concurrency: 2,
  incremental: true,
  incrementalFile: reportOf(folder),
  reporters: ["progress-append-only", "clear-text"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  // Percent of the changes that tests notice. Below `break` the exit code is 1.
  thresholds: { high: 95, low: 90, break: 85 },
};
