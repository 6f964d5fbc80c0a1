/** A process that starts a cloud with a busy function, prints the cloud's address, and waits to be killed. */
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { clientsOf, nodeFunction, serviceRole, startTestCloud } from "../../helpers/embedded-aws";

async function main(): Promise<void> {
  const cloud = await startTestCloud();
  const root = clientsOf(cloud);
  const role = await serviceRole(root, "function", "lambda.amazonaws.com");
  const busy = "exports.handler = () => { const end = Date.now() + 60000; while (Date.now() < end); };";
  await nodeFunction(root, "busy", role, busy, { Timeout: 60 });
  void root.lambda.send(new InvokeCommand({ FunctionName: "busy" })).catch(() => undefined);
  console.log(cloud.endpoint);
}

void main();
