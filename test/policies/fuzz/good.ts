import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { programWith } from "../../../stacks/program";
import { record } from "../../helpers/mocks";
import { providerOutputs, stackConfig } from "../../helpers/stack-config";
import { plain, rotating } from "../machines";
import { compliantStack } from "../samples";

const fixtures = join(__dirname, "../../fixtures/definitions");

/** What is mutated: documents that are as they should be. */
export interface Good {
  readonly definitions: readonly unknown[];
  readonly documents: readonly unknown[];
}

/** Definitions and policy documents of the fixtures, of the samples of the rules' tests, and of a stack of this project. */
export async function goodDocuments(): Promise<Good> {
  const { registrations } = await record(
    programWith(() => undefined),
    {
      project: "app-of-apps",
      stack: "sandbox",
      config: stackConfig("sandbox"),
      outputs: providerOutputs,
    },
  );
  const inputs = [...registrations.map((each) => each.inputs), ...compliantStack.map(({ props }) => props as object)];
  const read = [...new Set(inputs.flatMap((each) => Object.values(each)))]
    .filter((text) => typeof text === "string" && text.startsWith('{"'))
    .map((text) => JSON.parse(text as string) as object);
  return {
    definitions: [
      plain(),
      rotating(),
      ...readdirSync(fixtures).map((file) => JSON.parse(readFileSync(join(fixtures, file), "utf8")) as unknown),
      ...read.filter((document) => "States" in document),
    ],
    documents: read.filter((document) => "Statement" in document),
  };
}
