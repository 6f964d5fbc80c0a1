/**
 * Mutation testing of the policy pack: each change of its code that no test notices is a survivor. https://stryker-mutator.io
 *
 *     npm run mutation                                             everything that is listed here
 *     npm run mutation -- --mutate "policies/iam/*.ts" --force     one folder, anew
 *
 * What was measured last is kept in coverage/mutation and measured anew only where code or tests have changed.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [
    "policies/{chain,definition,evaluator,events,iam,kit,rules}/**/*.ts",
    // Tables, which a test compares with @pulumi/aws and which take that package to load.
    "!policies/kit/types.ts",
  ],
  testRunner: "mocha",
  plugins: ["./mutation/mocha-runner.mjs"],
  mochaOptions: {
    config: ".mocharc.json",
    require: ["ts-node/register", "./test/helpers/quiet-sdk.ts", "./mutation/forget.ts"],
    // Not the tests that start an engine, load providers or run for long: they could only notice more.
    ignore: ["test/policies/kit/types.test.ts", "test/policies/evaluator/differential.test.ts"],
    spec: [
      "test/policies/{chain,definition,evaluator,events,iam,kit,rules}/**/*.test.ts",
      "test/policies/pack.test.ts",
    ],
  },
  coverageAnalysis: "perTest",
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
  incrementalFile: "coverage/mutation/incremental.json",
  reporters: ["clear-text", "html"],
  htmlReporter: { fileName: "coverage/mutation/index.html" },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  // Percent of the changes that tests notice. Below `break` the exit code is 1.
  thresholds: { high: 95, low: 90, break: 85 },
};
