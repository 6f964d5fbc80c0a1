import { randomBytes } from "node:crypto";

/**
 * Okta's documented error codes in use here (developer.okta.com, "Error codes"; E0000239 as the Okta provider's users
 * meet it).
 */
type OktaErrorCode =
  | "E0000001"
  | "E0000003"
  | "E0000004"
  | "E0000005"
  | "E0000006"
  | "E0000007"
  | "E0000011"
  | "E0000015"
  | "E0000016"
  | "E0000022"
  | "E0000031"
  | "E0000038"
  | "E0000056"
  | "E0000069"
  | "E0000239";

/** An error of the Management API: HTTP status and Okta's error object. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: OktaErrorCode,
    summary: string,
    readonly causes: readonly string[] = [],
  ) {
    super(summary);
    this.name = "ApiError";
  }

  body(): Record<string, unknown> {
    return {
      errorCode: this.code,
      errorSummary: this.message,
      errorLink: this.code,
      errorId: `oae${randomBytes(12).toString("base64url")}`,
      errorCauses: this.causes.map((errorSummary) => ({ errorSummary })),
    };
  }
}

/** 400 E0000001: a field of the request is wrong; the causes say how. */
export function invalid(place: string, ...causes: readonly string[]): ApiError {
  return new ApiError(400, "E0000001", `Api validation failed: ${place}`, causes);
}

/** 404 E0000007. */
export function notFound(kind: string, id: string): ApiError {
  return new ApiError(404, "E0000007", `Not found: Resource not found: ${id} (${kind})`);
}

/** An error of the OAuth endpoints (RFC 6749, section 5.2; Okta, "OpenID Connect & OAuth 2.0 API"). */
export class OAuthError extends Error {
  constructor(
    readonly error: string,
    description: string,
    readonly status = error === "invalid_client" ? 401 : 400,
  ) {
    super(description);
    this.name = "OAuthError";
  }

  body(): Record<string, unknown> {
    return { error: this.error, error_description: this.message };
  }
}
