import * as pulumi from "@pulumi/pulumi";

/**
 * A value that is computed, and so known in a first preview, as an output of a resource: what uses it depends on the
 * resource.
 * @param value e.g. an ARN that follows from names
 */
export function knownOutput(value: string, resource: pulumi.Resource): pulumi.Output<string> {
  return pulumi.output(resource.urn).apply(() => value);
}
