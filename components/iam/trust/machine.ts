import { serviceTrust } from "./service";

/** Trust of a role of machines as its text: Step Functions, for exactly these. */
export function machineTrust(account: string, machineArns: readonly string[]): string {
  return JSON.stringify(serviceTrust({ service: "states.amazonaws.com", account, sourceArns: machineArns }));
}
