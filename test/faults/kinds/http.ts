import { type KindFaults, NO_TOKEN } from "../fault";
import { API_HOST } from "../fault-cloud";

export const httpFaults: KindFaults = {
  kind: "http",
  async work(cloud, name, behaviour) {
    const endpoint = `https://${API_HOST}/${behaviour}/${name}`;
    return { kind: "http", endpoint, method: "POST", connection: cloud.connectionArn };
  },
  throttles: true,
  verdicts: {
    "task error": { error: "States.Http.StatusCode.422", says: /no such version/ },
    throttle: { error: "States.Http.StatusCode.429", says: /slow down/ },
    "time-out": { error: "States.Timeout", says: /Run task/ },
    "heartbeat lost": NO_TOKEN,
    "access denied": { error: "States.Http.AccessDenied", says: /states:InvokeHTTPEndpoint/ },
    "trust cut": { because: "its task runs as the machine's role, so there is no second role to assume" },
    "result too large": { error: "States.DataLimitExceeded", says: /more than 262144 bytes/ },
  },
};
