import { CreateClusterCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { as, type ByBehaviour, type KindFaults, NO_TOKEN, SMALL_RESULT } from "../fault";

const SCRIPTS: ByBehaviour<string> = {
  good: "process.exit(0)",
  fails: "console.error('no such table'); process.exit(3)",
  slow: "setTimeout(() => {}, 60000)",
};

export const ecsFaults: KindFaults = {
  kind: "ecs",
  async work(cloud, name, behaviour) {
    await cloud.ecs.send(new CreateClusterCommand({ clusterName: name }));
    await cloud.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: name,
        networkMode: "awsvpc",
        requiresCompatibilities: ["FARGATE"],
        cpu: "256",
        memory: "512",
        containerDefinitions: [
          {
            name: "work",
            image: "shop/work:1",
            essential: true,
            command: [process.execPath, "-e", as(SCRIPTS, behaviour)],
          },
        ],
      }),
    );
    const network = { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] };
    return { kind: "ecs", cluster: name, taskDefinition: name, container: "work", network };
  },
  verdicts: {
    "task error": { error: "States.TaskFailed", says: /ExitCode[\\":]+3/ },
    throttle: { error: "ECS.AmazonECSException", says: /Rate exceeded/ },
    "time-out": { error: "States.Timeout", says: /Run task/ },
    "heartbeat lost": NO_TOKEN,
    "access denied": { error: "ECS.AccessDeniedException", says: /not authorized to perform: ecs:RunTask/ },
    "result too large": SMALL_RESULT,
  },
};
