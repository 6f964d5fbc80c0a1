import { quote } from "./message";
import { isPresent, textOf, Unknown, type Value } from "./value";

/**
 * What is wrong with the key that a resource is encrypted with. A key that is not known yet comes from a resource that
 * is still to be made, and AWS's own keys are never made by a program: so it is taken for a customer's, and judged
 * again when it is known, before the resource is created.
 */
export function customerKeyFlaw(key: Value | undefined): { readonly found: string; readonly fix: string } | undefined {
  if (key instanceof Unknown) {
    return undefined;
  }
  const fix = "Name a customer-managed key";
  if (!isPresent(key)) {
    return { found: "no key is named, so AWS's own key or none is used", fix };
  }
  return /(^|:)alias\/aws\//.test(textOf(key) ?? "")
    ? { found: `the key is AWS's own (${quote(key)})`, fix }
    : undefined;
}
