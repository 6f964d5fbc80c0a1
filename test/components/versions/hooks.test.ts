import assert from "node:assert/strict";
import { refusal } from "../../../components/versions/hooks";

const row = (app: string, next?: string) => ({
  app,
  verdict: "broken" as const,
  role: null,
  chain: "a -> b",
  secrets: [],
  error: "E",
  cause: "c",
  ...(next === undefined ? {} : { next }),
});

describe("refusal", () => {
  it("ends with what to run next, each command once", () => {
    assert.deepEqual(
      refusal("no", [row("orders", "show a"), row("carts", "show a"), row("ui", "show b")]).split("\n"),
      [
        "Rehearsal: no.",
        "  APP     ROLE  CHAIN   SECRETS  PERMISSIONS    VERDICT  ERROR",
        "  orders  none  a -> b  none     not simulated  broken   E: c",
        "  carts   none  a -> b  none     not simulated  broken   E: c",
        "  ui      none  a -> b  none     not simulated  broken   E: c",
        "  Next: show a; fix it and run `pulumi up` again",
        "  Next: show b; fix it and run `pulumi up` again",
      ],
    );
  });

  it("lists five commands at most, and says what to do where there is none", () => {
    const many = Array.from({ length: 9 }, (_, index) => row(`app-${index}`, `show ${index}`));
    assert.equal(refusal("no", many).match(/Next: /g)?.length, 5);
    assert.match(refusal("no", [row("orders")]), /\n {2}Next: fix it and run `pulumi up` again$/);
  });
});
