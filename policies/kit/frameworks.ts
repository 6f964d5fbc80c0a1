import type { PolicyComplianceFramework } from "@pulumi/policy";

/** SOC 2 criteria in use: AICPA Trust Services Criteria 2017, points of focus revised 2022. Summaries are our own. */
const CRITERIA = {
  "CC6.1": "Logical access to protected assets is restricted: identity, keys and encryption.",
  "CC6.3": "Access is given by role and with least privilege, and is taken away again.",
  "CC6.6": "Nothing is reachable from outside the boundary that need not be.",
  "CC6.7": "Data is protected while it moves.",
  "CC7.2": "The system is monitored for anomalies, and what is found is recorded.",
  "CC7.3": "Failures are detected, and the people who must act are notified.",
  "CC7.4": "There is a defined response to a failure.",
  "CC8.1": "Changes are authorised, versioned and can be undone.",
  "A1.2": "The service keeps going, or recovers, when a part of it fails.",
} as const;

export type Criterion = keyof typeof CRITERIA;

/** The compliance metadata of a rule under one SOC 2 criterion. */
export function soc2(criterion: Criterion): PolicyComplianceFramework {
  return { name: "SOC 2", version: "2017", reference: criterion, specification: CRITERIA[criterion] };
}
