import { isRunName } from "../../components/runs-api/lambda/run-request";
import { UsageError } from "../command";

/** Checks the name of a run in an option. @throws {UsageError} */
export function checkRunName(option: string, name: string | undefined): void {
  if (name !== undefined && !isRunName(name)) {
    throw new UsageError(`${option} "${name}" must be 1 to 80 letters, digits, _ and -`);
  }
}
