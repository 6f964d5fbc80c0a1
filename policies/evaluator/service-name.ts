/** An AWS service as a principal names it. */
export interface ServiceName {
  /** In lower case, without a region: `states.amazonaws.com`. */
  readonly name: string;
  /** Where the name holds; undefined for every region. */
  readonly region: string | undefined;
}

/** `states.eu-central-1.amazonaws.com`; in China also with its own domain. Not `delivery.logs.amazonaws.com`. */
const REGIONAL = /^([^.]+)\.(?:([a-z]{2}(?:-[a-z]+)+-\d+)\.amazonaws\.com|(cn-[a-z]+-\d+)\.amazonaws\.com\.cn)$/;

/**
 * Reads the name of a service. AWS takes many services by one name for all regions and by one for each.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
 */
export function readServiceName(written: string): ServiceName {
  const lower = written.toLowerCase();
  const [, service, region, ofChina] = REGIONAL.exec(lower) ?? [];
  return service === undefined
    ? { name: lower, region: undefined }
    : { name: `${service}.amazonaws.com`, region: region ?? ofChina };
}
