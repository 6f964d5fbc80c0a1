/**
 * What exists in the account, by kind: names or ARNs, sorted. What AWS itself keeps (default bus, keys pending
 * deletion) is not in it.
 */
export interface Inventory {
  readonly stateMachines: readonly string[];
  readonly stateMachineAliases: readonly string[];
  readonly runningExecutions: readonly string[];
  readonly roles: readonly string[];
  readonly policies: readonly string[];
  readonly users: readonly string[];
  readonly oidcProviders: readonly string[];
  readonly samlProviders: readonly string[];
  readonly secrets: readonly string[];
  readonly functions: readonly string[];
  readonly topics: readonly string[];
  readonly queues: readonly string[];
  readonly rules: readonly string[];
  readonly alarms: readonly string[];
  readonly logGroups: readonly string[];
  readonly logResourcePolicies: readonly string[];
  readonly metricFilters: readonly string[];
  readonly keys: readonly string[];
  readonly keyAliases: readonly string[];
  readonly tables: readonly string[];
  readonly httpApis: readonly string[];
  readonly buckets: readonly string[];
}

/** Reads the inventory from the launcher's administration path. */
export async function readInventory(endpoint: string, token: string): Promise<Inventory> {
  const response = await fetch(`${endpoint}/_embedded/inventory`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) {
    throw new Error(`${endpoint}/_embedded/inventory answered ${response.status}`);
  }
  return (await response.json()) as Inventory;
}
