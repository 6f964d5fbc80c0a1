import { requiredTags } from "../../../../policies/rules/audit/required-tags";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

/** Default tags that are not known yet, as the SDK shows them. */
const later = Object.defineProperty({}, "tags", {
  enumerable: true,
  get: () => {
    throw Object.assign(new Error("not known yet"), { unknownTypeSentinel: "x" });
  },
});

cases(requiredTags, [
  {
    it: "finds missing tags",
    sample: changed(compliant.machine, { tags: { environment: "test", App: "orders" } }),
    messages: [
      'StateMachine "orders", tags: tags are missing: owner (found ["App","environment"]). Add them here, or to the provider\'s defaultTags.',
    ],
  },
  {
    it: "takes the provider's tags, as text or as an object",
    sample: {
      ...changed(compliant.machine, { tags: undefined }),
      provider: { defaultTags: JSON.stringify({ tags: { environment: "a", app: "b", owner: "c" } }) },
    },
    messages: [],
  },
  {
    it: "waits for the provider's tags where its own do not do",
    sample: [
      { ...compliant.machine, provider: { defaultTags: later } },
      { ...changed(compliant.machine, { tags: { app: "orders" } }), provider: { defaultTags: later } },
    ],
    messages: [],
    advisory: "not known yet",
  },
  {
    it: "takes other keys from its settings",
    sample: compliant.machine,
    config: { tags: ["cost-center"] },
    messages: [
      'StateMachine "orders", tags: tags are missing: cost-center (found ["app","environment","owner"]). Add them here, or to the provider\'s defaultTags.',
    ],
  },
  {
    it: "says that they are not known yet",
    sample: changed(compliant.machine, { tags: unknown }),
    messages: [],
    advisory: "string value at .tags can't be known during preview",
  },
]);
