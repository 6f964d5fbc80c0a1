import type { RightsTable } from "./task-view";

/** Every identity may ask who it is. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const stsGetCallerIdentity: RightsTable = { "aws-sdk:sts:getCallerIdentity": () => [] };
