import { allow, type RightsTable } from "./task-view";

/**
 * Calling an HTTPS API through an EventBridge connection. The connection's secret bears its name and ids of its own, which are not known before.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions
 */
export const httpInvoke: RightsTable = {
  "http:invoke": (task) => {
    const connection = task.plain("InvocationConfig.ConnectionArn");
    const [, partition, place, name] =
      /^arn:([^:]+):events:([^:]+:\d{12}):connection\/([^/]+)\/[^/]+$/.exec(connection) ?? [];
    if (name === undefined) throw new Error(`calls through ${connection}, which is not the ARN of a connection`);
    const request = { "states:HTTPEndpoint": task.plain("ApiEndpoint"), "states:HTTPMethod": task.plain("Method") };
    const secret = `arn:${partition}:secretsmanager:${place}:secret:events!connection/${name}/*`;
    return [
      allow("CallEndpoint", ["states:InvokeHTTPEndpoint"], [task.machineArn()], { StringEquals: request }),
      allow("UseConnection", ["events:RetrieveConnectionCredentials"], [connection]),
      allow("ReadConnection", ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], [secret]),
    ];
  },
};
