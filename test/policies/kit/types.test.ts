import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { describe, it } from "mocha";
import { types } from "../../../policies/kit/types";

describe("kit/types", () => {
  it("knows the type tokens of @pulumi/aws", () => {
    const modules = Object.values(aws).flatMap((module) =>
      typeof module === "object" && module !== null ? Object.values(module as object) : [],
    );
    const tokens = new Set(
      modules
        .filter((each): each is { __pulumiType: string } => typeof each === "function" && "__pulumiType" in each)
        .map(({ __pulumiType }) => __pulumiType),
    );
    assert.deepEqual(
      Object.values(types).filter((token) => !tokens.has(token)),
      [],
    );
  });
});
