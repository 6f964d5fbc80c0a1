import assert from "node:assert/strict";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { scopeOf } from "../../../components/core/names";
import { planSampleJobs } from "../../../sandbox/apps/sample-jobs";
import { ACCOUNT, ENVIRONMENT, REGION } from "../../../sandbox/place";

const scope = scopeOf({ blueprint: "shop", environment: ENVIRONMENT, account: ACCOUNT, region: REGION });
const network = { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] };
const ecs = (more: object) => ({ kind: "ecs", cluster: "c", taskDefinition: "t", container: "a", network, ...more });

function planOf(apps: object, scale = 1) {
  const parsed = parseBlueprint({ name: "shop", apps });
  assert.ok("blueprint" in parsed, JSON.stringify(parsed));
  return planSampleJobs(parsed.blueprint, scope, scale);
}

describe("jobs of the sandbox", () => {
  it("are what the apps and their rollbacks name, as long as the apps are expected to take", () => {
    const jobs = planOf(
      {
        one: {
          task: ecs({ cluster: "{{environment}}", taskDefinition: "t:3", taskRole: "team/run" }),
          expectedSeconds: 4,
          rollback: { task: ecs({ container: "b", executionRole: "pull" }) },
        },
        two: { task: { kind: "codebuild", project: "{{environment}}-build" }, expectedSeconds: 2 },
        three: { task: { kind: "glue", job: "load" } },
        four: { task: { kind: "lambda", function: "f" } },
      },
      0.5,
    );
    assert.deepEqual(jobs, {
      clusters: ["sandbox", "c"],
      taskDefinitions: { t: { containers: { a: 2000, b: 2000 }, revisions: 3 } },
      taskRoles: [`arn:aws:iam::${ACCOUNT}:role/team/run`, `arn:aws:iam::${ACCOUNT}:role/pull`],
      projects: { "sandbox-build": 1000 },
      glueJobs: { load: 500 },
    });
  });

  it("leave out what is of another account or region", () => {
    const away = ecs({
      cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/c",
      taskDefinition: "arn:aws:ecs:us-east-1:999999999999:task-definition/t:1",
    });
    const { clusters, taskDefinitions } = planOf({ one: { task: away } });
    assert.deepEqual([clusters, taskDefinitions], [[], {}]);
  });
});
