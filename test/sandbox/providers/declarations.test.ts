import assert from "node:assert/strict";
import { awsPackage } from "../../../sandbox/providers/aws/package";
import { readDeclarations } from "../../../sandbox/providers/kit/declarations";
import { oktaPackage } from "../../../sandbox/providers/okta/package";
import { TYPES_IN_USE } from "../../../sandbox/providers/types-in-use";

const PACKAGES = { aws: awsPackage, okta: oktaPackage };

for (const name of ["aws", "okta"] as const) {
  const { declarations, handlers } = PACKAGES[name];

  describe(`declarations of the ${name} provider`, () => {
    it("are what the installed SDK package's own types say", () => {
      const fresh = readDeclarations(`@pulumi/${name}`, TYPES_IN_USE[name]);
      assert.deepEqual(fresh, declarations, "run `npx ts-node sandbox/providers/declare.ts`");
    });

    it("have one handler for each type in use, and no other", () => {
      assert.deepEqual(handlers.map((handler) => handler.type).sort(), Object.keys(declarations.resources).sort());
      assert.equal(handlers.length, TYPES_IN_USE[name].length);
    });

    for (const handler of handlers) {
      const declaration = declarations.resources[handler.type];
      assert.ok(declaration);
      const inputs = Object.keys(declaration.inputs);

      it(`${handler.type}: every name its handler speaks of is real`, () => {
        const named = [
          ...handler.supports,
          ...handler.replaceOn,
          ...Object.keys(handler.defaults ?? {}),
          ...(handler.chosenByService ?? []),
          ...Object.keys(handler.documents ?? {}),
          ...(handler.sets ?? []),
          ...Object.values(handler.moves ?? {}).flat(),
        ];
        assert.deepEqual(
          named.filter((each) => !inputs.includes(each)),
          [],
        );
        const outputs = [...Object.keys(handler.moves ?? {}), ...(handler.secretOutputs ?? [])];
        assert.deepEqual(
          outputs.filter((each) => !declaration.outputs.includes(each)),
          [],
        );
      });

      it(`${handler.type}: acts on every input that it must be given`, () => {
        const required = inputs.filter((each) => declaration.inputs[each]?.required);
        assert.deepEqual(
          required.filter((each) => !handler.supports.includes(each)),
          [],
        );
      });
    }
  });
}
