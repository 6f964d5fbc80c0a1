import { type Delays, type EmbeddedAws, startAws } from "./aws";
import { type EmbeddedOkta, type OktaOptions, startOkta } from "./okta";
import type { AwsAccess } from "./run/aws-access";

/** The embedded cloud: an AWS account and an Okta org on loopback addresses of their own. */
export interface Cloud {
  readonly aws: EmbeddedAws;
  readonly okta: EmbeddedOkta;
  /** Host names of the embedded org and the loopback addresses behind them: what DNS and TLS do elsewhere. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Access as the account's root, for resources outside the stack. */
  readonly root: AwsAccess;
  stop(): Promise<void>;
}

export interface CloudOptions {
  readonly account: string;
  readonly region: string;
  /** Factor for the workflows' Wait states and retry delays. @default 1 */
  readonly waitScale?: number;
  /** Features that the org does not have. @default it has all */
  readonly oktaFeatures?: NonNullable<OktaOptions["features"]>;
  /**
   * Loopback addresses of further hosts that AWS reaches, or of the org's host another one.
   * @default the org's alone
   */
  readonly hosts?: (okta: EmbeddedOkta) => Readonly<Record<string, string>>;
  /** What AWS applies late. @default nothing is late */
  readonly delays?: Delays;
  readonly log?: (line: string) => void;
}

/** Starts both; when the second cannot start, the first is stopped again. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { account, region, log, oktaFeatures: features } = options;
  const okta = await startOkta({ ...(log ? { log } : {}), ...(features ? { features } : {}) });
  const hosts = { [okta.host]: okta.url, ...options.hosts?.(okta) };
  try {
    const aws = await startAws({
      account,
      region,
      hosts,
      ...(options.waitScale === undefined ? {} : { waitScale: options.waitScale }),
      ...(options.delays === undefined ? {} : { delays: options.delays }),
      ...(log ? { log } : {}),
    });
    return {
      aws,
      okta,
      hosts,
      root: {
        account,
        region,
        config: { endpoint: aws.endpoint, region, credentials: aws.rootCredentials, disableHostPrefix: true },
      },
      async stop() {
        await Promise.allSettled([aws.stop(), okta.stop()]);
      },
    };
  } catch (error) {
    await okta.stop();
    throw error;
  }
}
