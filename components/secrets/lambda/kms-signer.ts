import { type KMSClient, SignCommand } from "@aws-sdk/client-kms";

/** Signs with a key that never leaves KMS: RSASSA-PKCS1-v1_5 with SHA-256. */
export function kmsSigner(client: KMSClient, keyId: string): (message: Uint8Array) => Promise<Uint8Array> {
  return async (message) => {
    const { Signature } = await client.send(
      new SignCommand({
        KeyId: keyId,
        Message: message,
        MessageType: "RAW",
        SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256",
      }),
    );
    return Signature ?? new Uint8Array();
  };
}
