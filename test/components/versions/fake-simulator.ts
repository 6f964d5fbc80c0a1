import type {
  SimulatedDecision,
  SimulationRequest,
  SimulatorApi,
} from "../../../components/versions/rehearsal/simulation/simulator-api";

/** IAM's simulator in memory: everything is allowed but what is denied here. */
export class FakeSimulator implements SimulatorApi {
  /** What is denied, `<role> <action> <resource>`, and how. */
  readonly denied = new Map<string, Partial<SimulatedDecision>>();
  /** Errors of calls about a role, one after the other. */
  readonly refusals = new Map<string, Error[]>();
  readonly requests: SimulationRequest[] = [];

  async simulate(request: SimulationRequest): Promise<readonly SimulatedDecision[]> {
    this.requests.push(request);
    const { role, actions, resources } = request;
    const refusal = this.refusals.get(role.name)?.shift();
    if (refusal !== undefined) {
      throw refusal;
    }
    return actions.flatMap((action) =>
      resources.map((resource): SimulatedDecision => {
        const denial = this.denied.get(`${role.name} ${action} ${resource}`);
        const decision = denial === undefined ? "allowed" : "implicitDeny";
        return { action, resource, decision, policies: [], missing: [], ...denial };
      }),
    );
  }

  /** Roles in the order in which they were simulated. */
  roles(): string[] {
    return this.requests.map(({ role }) => role.name);
  }
}
