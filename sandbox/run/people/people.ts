import type { Cloud } from "../../cloud";
import { createPerson } from "../../okta/directory";
import type { Person } from "./identities";

/** Adds a person to the embedded org; group rules assign groups by `department`. */
export async function addPerson(
  cloud: Cloud,
  login: string,
  department: string,
  more: { readonly division?: string; readonly title?: string } = {},
): Promise<Person> {
  const [firstName = "Some", lastName = "Body"] = login.split("@")[0]?.split(".") ?? [];
  const { password } = await createPerson({ org: cloud.okta, login, firstName, lastName, department, ...more });
  return { login, password };
}
