import { PolicyPack } from "@pulumi/policy";
import { toPolicy } from "./kit/policy";
import { rules } from "./pack";

new PolicyPack("app-of-apps-policies", {
  displayName: "App of Apps Step Functions",
  description: "Rotation, failure paths, trust and audit of state machines and what is around them, on any stack.",
  tags: ["aws", "step-functions", "soc2"],
  policies: rules.map(toPolicy),
});
